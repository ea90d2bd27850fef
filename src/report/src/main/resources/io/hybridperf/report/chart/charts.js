// What ECharts draws of a report's data: the same for pages, in a browser, and for pictures, on the JVM.
// hybridperf.option(kind, data, dark) is the option of a chart; numbers are milliseconds and seconds since the plan's start.
var hybridperf = (function () {
  var BLUE = '#2f7ed8', ORANGE = '#d9730d', GREEN = '#1b9e77', PINK = '#c0539a', GOLD = '#c79a00', SKY = '#4aa8d8', GREY = '#8a8f98';
  var PALETTE = [BLUE, ORANGE, GREEN, PINK, GOLD, SKY, GREY];

  function digits(value) {
    return String(Number(value.toPrecision(4)));
  }

  function time(value) {
    if (value === null || value === undefined || value === '-' || isNaN(value)) return '-';
    if (value >= 1000) return digits(value / 1000) + ' s';
    return value >= 1 ? digits(value) + ' ms' : digits(value * 1000) + ' µs';
  }

  function number(value) {
    if (value === null || value === undefined || value === '-' || isNaN(value)) return '-';
    if (Math.abs(value) < 1000) return digits(value);
    return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  }

  function percent(value) {
    return value === null || value === undefined || value === '-' || isNaN(value) ? '-' : digits(value) + ' %';
  }

  // 3 is 99.9 %: HdrHistogram's axis, in which every step is a tenth of what is beyond.
  function nines(value) {
    return digits(100 * (1 - Math.pow(10, -value))) + ' %';
  }

  function decade(rounded, value) {
    return Math.pow(10, rounded(Math.log(value) / Math.LN10 + (rounded === Math.floor ? 1e-9 : -1e-9)));
  }

  function merge(base, more) {
    Object.keys(more).forEach(function (key) { base[key] = more[key]; });
    return base;
  }

  function axis(dark, more) {
    return merge({
      nameLocation: 'middle',
      nameGap: 30,
      nameTextStyle: { color: dark ? '#b8bfca' : '#4a5160' },
      axisLine: { show: true, lineStyle: { color: dark ? '#5a6270' : '#9aa1ad' } },
      axisLabel: { color: dark ? '#b8bfca' : '#4a5160', hideOverlap: true },
      splitLine: { show: true, lineStyle: { color: dark ? '#2c323c' : '#e6e8ec' } }
    }, more);
  }

  function chart(dark, more) {
    return merge({
      animation: false,
      color: PALETTE,
      backgroundColor: 'transparent',
      textStyle: { fontFamily: 'system-ui, Segoe UI, DejaVu Sans, sans-serif' },
      grid: { left: 72, right: 24, top: 48, bottom: 56 },
      legend: {
        top: 4, type: 'scroll', itemHeight: 10,
        textStyle: { color: dark ? '#d7dbe2' : '#2b303a' }
      },
      tooltip: {
        trigger: 'axis', confine: true,
        backgroundColor: dark ? '#1d2129' : '#ffffff',
        borderColor: dark ? '#5a6270' : '#9aa1ad',
        textStyle: { color: dark ? '#e8eaee' : '#1c2028' }
      }
    }, more);
  }

  // Phases, the warm-up darker, and what happened beside the load, behind the first line of a chart over time.
  function marks(data, dark) {
    var shades = dark ? ['rgba(255,255,255,0.03)', 'rgba(255,255,255,0.07)'] : ['rgba(40,60,90,0.03)', 'rgba(40,60,90,0.08)'];
    var unjudged = dark ? 'rgba(255,200,60,0.16)' : 'rgba(230,160,0,0.16)';
    var all = data.to - data.from;
    return {
      markArea: {
        silent: true,
        label: { color: dark ? '#b8bfca' : '#4a5160', position: 'insideTop', fontSize: 11 },
        data: data.phases.map(function (phase, n) {
          var wide = (phase.to - phase.from) / all > 0.012 * phase.name.length;
          return [{
            name: wide ? phase.name : '',
            xAxis: phase.from,
            itemStyle: { color: phase.judged ? shades[n % 2] : unjudged }
          }, { xAxis: phase.to }];
        })
      },
      markLine: {
        silent: true, symbol: 'none',
        lineStyle: { color: dark ? '#ff8a80' : '#b3261e', type: 'dashed' },
        label: { color: dark ? '#ff8a80' : '#b3261e', position: 'insideEndTop', fontSize: 11, width: 180, overflow: 'truncate' },
        data: data.events.map(function (event) { return { xAxis: event.at, name: event.name, label: { formatter: function () { return event.name; } } }; })
      }
    };
  }

  function overTime(data, dark, y, format, lines) {
    return chart(dark, {
      xAxis: axis(dark, { type: 'value', name: 'seconds since the plan\'s start', min: data.from, max: data.to }),
      yAxis: y,
      tooltip: merge(chart(dark, {}).tooltip, { valueFormatter: format }),
      series: lines.map(function (line, n) {
        return merge(merge({
          type: 'line', name: line.name, showSymbol: false, lineStyle: { width: 1.6 },
          data: data.t.map(function (t, i) { return [t, line.values[i]]; })
        }, line.more || {}), n === 0 ? marks(data, dark) : {});
      })
    });
  }

  function timeAxis(dark, name, type) {
    return axis(dark, { type: type, name: name, nameGap: 54, axisLabel: merge(axis(dark, {}).axisLabel, { formatter: time }) });
  }

  function shapes(data, dark, x, y, tooltip) {
    return chart(dark, {
      xAxis: x, yAxis: y, tooltip: merge(chart(dark, {}).tooltip, tooltip),
      series: data.lines.map(function (line) {
        return { type: 'line', name: line.name, showSymbol: false, lineStyle: { width: 1.8 }, data: line.points };
      })
    });
  }

  var kinds = {
    latency: function (data, dark) {
      return overTime(data, dark, timeAxis(dark, 'response time', 'log'), time, [
        { name: 'p50', values: data.p50 },
        { name: 'p95', values: data.p95, more: { itemStyle: { color: GREEN } } },
        { name: 'p99', values: data.p99, more: { itemStyle: { color: ORANGE } } },
        { name: 'maximum', values: data.max, more: { itemStyle: { color: GREY }, lineStyle: { width: 1, type: 'dotted' } } }
      ]);
    },
    throughput: function (data, dark) {
      return overTime(data, dark, axis(dark, { type: 'value', name: 'requests a second', nameGap: 54 }), number, [
        { name: 'planned', values: data.planned, more: { itemStyle: { color: GREY }, lineStyle: { width: 2.4, type: 'dashed' } } },
        { name: 'sent', values: data.sent, more: { itemStyle: { color: ORANGE } } },
        { name: 'answered OK', values: data.ok, more: { itemStyle: { color: BLUE } } }
      ]);
    },
    errors: function (data, dark) {
      return overTime(data, dark, axis(dark, { type: 'value', name: '% of what ended', nameGap: 54, min: 0, max: function (value) { return Math.max(1, Math.ceil(value.max)); } }), percent, [
        { name: 'errors', values: data.errors, more: { itemStyle: { color: ORANGE }, areaStyle: { opacity: 0.25 } } },
        { name: 'shed', values: data.shed, more: { itemStyle: { color: SKY } } }
      ]);
    },
    statuses: function (data, dark) {
      return overTime(data, dark, axis(dark, { type: 'value', name: 'a second', nameGap: 54 }), number, data.lines.map(function (line) {
        return { name: line.name, values: line.values, more: { areaStyle: { opacity: 0.15 }, lineStyle: { width: 1.2 } } };
      }));
    },
    resources: function (data, dark) {
      var last = data.lines.reduce(function (most, line) {
        return line.points.reduce(function (so, point) { return Math.max(so, Math.ceil(point[0])); }, most);
      }, data.to);
      return chart(dark, {
        xAxis: axis(dark, { type: 'value', name: 'seconds since the plan\'s start', min: data.from, max: last }),
        yAxis: axis(dark, { type: 'value', name: data.unit, nameGap: 54 }),
        tooltip: merge(chart(dark, {}).tooltip, { valueFormatter: number }),
        series: data.lines.map(function (line, n) {
          // Where colours come again, lines are of another kind.
          return merge({
            type: 'line', name: line.name, showSymbol: line.points.length < 3, data: line.points,
            lineStyle: { width: 1.6, type: ['solid', 'dashed', 'dotted'][Math.floor(n / PALETTE.length) % 3] }
          }, n === 0 ? marks(data, dark) : {});
        })
      });
    },
    histogram: function (data, dark) {
      return chart(dark, {
        xAxis: axis(dark, { type: 'log', name: 'time (log scale)', axisLabel: merge(axis(dark, {}).axisLabel, { formatter: time }), min: decade(Math.floor, data.edges[0]), max: decade(Math.ceil, data.edges[data.edges.length - 1]) }),
        yAxis: axis(dark, { type: 'value', name: 'OK answers', nameGap: 54, axisLabel: merge(axis(dark, {}).axisLabel, { formatter: number }) }),
        tooltip: merge(chart(dark, {}).tooltip, { valueFormatter: number }),
        series: data.lines.map(function (line) {
          return {
            type: 'line', name: line.name, step: 'end', showSymbol: false, areaStyle: { opacity: 0.22 }, lineStyle: { width: 1.6 },
            data: data.edges.map(function (edge, n) { return [edge, n < line.counts.length ? line.counts[n] : 0]; })
          };
        })
      });
    },
    cdf: function (data, dark) {
      return shapes(data, dark,
        axis(dark, { type: 'log', name: 'response time (log scale)', axisLabel: merge(axis(dark, {}).axisLabel, { formatter: time }) }),
        axis(dark, { type: 'value', name: '% of the answers', nameGap: 54, min: 0, max: 100 }),
        { trigger: 'item', formatter: function (point) { return percent(point.value[1]) + ' within ' + time(point.value[0]); } });
    },
    spectrum: function (data, dark) {
      return shapes(data, dark,
        axis(dark, { type: 'value', name: 'percentile', min: 0, max: 4, interval: 1, axisLabel: merge(axis(dark, {}).axisLabel, { formatter: nines }) }),
        timeAxis(dark, 'response time', 'log'),
        { axisPointer: { label: { formatter: function (at) { return nines(at.value); } } }, valueFormatter: time });
    },
    boxes: function (data, dark) {
      return chart(dark, {
        legend: { show: false },
        xAxis: axis(dark, { type: 'category', data: data.names, splitLine: { show: false } }),
        yAxis: timeAxis(dark, 'response time', 'log'),
        tooltip: merge(chart(dark, {}).tooltip, {
          trigger: 'item',
          formatter: function (box) {
            return ['p1', 'p25', 'p50', 'p75', 'p99'].map(function (name, n) { return name + ' ' + time(box.value[n + 1]); }).join(', ');
          }
        }),
        series: [{ type: 'boxplot', name: 'response time', data: data.boxes, boxWidth: [20, 70], itemStyle: { color: dark ? '#24405f' : '#d6e6f8', borderColor: BLUE, borderWidth: 1.6 } }]
      });
    },
    heat: function (data, dark) {
      return chart(dark, {
        legend: { show: false },
        grid: { left: 84, right: 92, top: 24, bottom: 56 },
        xAxis: axis(dark, { type: 'category', data: data.columns, name: 'seconds since the plan\'s start', splitLine: { show: false } }),
        yAxis: axis(dark, { type: 'category', data: data.rows.map(time), name: 'response time, from', nameGap: 66, splitLine: { show: false } }),
        visualMap: {
          min: 0, max: data.most, calculable: false, right: 4, top: 'middle', itemHeight: 120,
          text: [number(data.most), '0'], textStyle: { color: dark ? '#b8bfca' : '#4a5160' },
          inRange: { color: dark ? ['#17233a', '#2f7ed8', '#ffd166'] : ['#eaf2fb', '#2f7ed8', '#3b0f52'] }
        },
        tooltip: merge(chart(dark, {}).tooltip, {
          trigger: 'item',
          formatter: function (cell) {
            return number(cell.value[2]) + ' answers from ' + time(data.rows[cell.value[1]]) + ' on, from ' + data.columns[cell.value[0]] + ' s on';
          }
        }),
        series: [{ type: 'heatmap', name: 'answers', data: data.cells, progressive: 0, emphasis: { disabled: true } }]
      });
    },
    stacked: function (data, dark) {
      return chart(dark, {
        grid: { left: 110, right: 24, top: 48, bottom: 56 },
        xAxis: axis(dark, { type: 'value', name: data.unit === 'ms' ? 'mean time' : data.unit, axisLabel: merge(axis(dark, {}).axisLabel, { formatter: data.unit === 'ms' ? time : number }) }),
        yAxis: axis(dark, { type: 'category', data: data.names, splitLine: { show: false } }),
        tooltip: merge(chart(dark, {}).tooltip, { axisPointer: { type: 'shadow' }, valueFormatter: data.unit === 'ms' ? time : number }),
        series: data.parts.map(function (part) {
          return { type: 'bar', stack: 'all', name: part.name, data: part.values, barMaxWidth: 34 };
        })
      });
    },
    bars: function (data, dark) {
      return chart(dark, {
        grid: { left: 72, right: 24, top: 48, bottom: 56 },
        xAxis: axis(dark, { type: 'category', data: data.names, splitLine: { show: false } }),
        yAxis: axis(dark, { type: 'value', name: data.unit, nameGap: 54, min: 0, max: data.unit === '%' ? 100 : undefined }),
        tooltip: merge(chart(dark, {}).tooltip, { axisPointer: { type: 'shadow' }, valueFormatter: data.unit === '%' ? percent : number }),
        series: data.parts.map(function (part) {
          return { type: 'bar', name: part.name, data: part.values, barMaxWidth: 34 };
        })
      });
    },
    overlay: function (data, dark) {
      return shapes(data, dark,
        axis(dark, { type: 'value', name: 'seconds since the plan\'s start' }),
        timeAxis(dark, 'response time', 'log'),
        { valueFormatter: time });
    },
    tradeoff: function (data, dark) {
      return chart(dark, {
        xAxis: axis(dark, { type: 'value', name: data.x, scale: true }),
        yAxis: axis(dark, { type: 'log', name: data.y, nameGap: 54, axisLabel: merge(axis(dark, {}).axisLabel, { formatter: number }) }),
        tooltip: merge(chart(dark, {}).tooltip, { trigger: 'item', formatter: function (point) { return point.seriesName + ': ' + number(point.value[1]) + '/s at ' + number(point.value[0]); } }),
        series: data.lines.map(function (line) { return { type: 'line', name: line.name, symbolSize: 7, lineStyle: { width: 1.6 }, data: line.points }; })
      });
    },
    capacity: function (data, dark) {
      return chart(dark, {
        xAxis: axis(dark, { type: 'value', name: data.x, scale: true }),
        yAxis: timeAxis(dark, data.y, 'log'),
        tooltip: merge(chart(dark, {}).tooltip, { trigger: 'item', formatter: function (point) { return number(point.value[0]) + '/s: ' + time(point.value[1]); } }),
        series: data.lines.map(function (line) {
          return {
            type: line.joined ? 'line' : 'scatter', name: line.name, symbolSize: 9, data: line.points,
            markLine: line.at === undefined ? undefined : { symbol: 'none', silent: true, data: [{ xAxis: line.at, label: { formatter: line.name, color: dark ? '#d7dbe2' : '#2b303a' } }] }
          };
        })
      });
    }
  };

  return {
    option: function (kind, data, dark) { return kinds[kind](data, dark); }
  };
})();
