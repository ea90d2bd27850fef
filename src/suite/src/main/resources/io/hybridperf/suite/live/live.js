'use strict';
// Everything from the run is set as text, never as markup.
const by = id => document.getElementById(id);
const seconds = [];
const dark = matchMedia('(prefers-color-scheme: dark)');
let charts = {};
let ended = false;

function number(value) {
  if (value === null || value === undefined) return '-';
  return Number(value).toPrecision(4).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
}

function cell(row, text, kind) {
  const td = row.insertCell();
  td.textContent = text;
  if (kind) td.className = kind;
}

function draw() {
  const old = Object.values(charts);
  old.forEach(chart => chart.dispose());
  charts = {};
  for (const id of ['rate', 'time', 'errors', 'flight']) {
    charts[id] = echarts.init(by(id), dark.matches ? 'dark' : null);
  }
  update();
}

// Where a phase begins and ends, to shade every other one.
function phases() {
  const areas = [];
  let from = 0;
  for (let i = 1; i <= seconds.length; i++) {
    if (i === seconds.length || seconds[i].phase !== seconds[from].phase) {
      areas.push([{ name: seconds[from].phase, xAxis: seconds[from].at }, { xAxis: seconds[i - 1].at }]);
      from = i;
    }
  }
  return areas;
}

function chart(id, names, type) {
  const series = names.map(([name, key], index) => ({
    name, type: 'line', showSymbol: false, sampling: 'lttb', animation: false,
    data: seconds.map(s => [s.at, type === 'log' ? (s[key] > 0 ? s[key] : null) : s[key]]),
    markArea: index === 0 ? { silent: true, itemStyle: { color: 'rgba(128,128,128,0.12)' },
      label: { color: 'inherit' }, data: phases().filter((_, n) => n % 2 === 0) } : undefined
  }));
  charts[id].setOption({
    backgroundColor: 'transparent', animation: false,
    tooltip: { trigger: 'axis', valueFormatter: number }, legend: { top: 0 },
    grid: { left: 8, right: 12, top: 44, bottom: 8, containLabel: true },
    xAxis: { type: 'value', min: seconds.length < 600 ? 0 : 'dataMin', max: 'dataMax', axisLabel: { formatter: at => Math.round(at) + ' s', showMinLabel: true, showMaxLabel: false, hideOverlap: true } },
    yAxis: { type, min: type === 'log' ? undefined : 0 }, series
  });
}

function update() {
  if (!charts.rate || seconds.length === 0) return;
  chart('rate', [['sent', 'sent'], ['OK', 'ok']], 'value');
  chart('time', [['p50', 'p50'], ['p99', 'p99']], 'log');
  chart('errors', [['errors', 'errors'], ['shed', 'shed']], 'value');
  chart('flight', [['in flight', 'inFlight'], ['lag p99, ms', 'lag']], 'value');
}

async function poll() {
  const last = seconds.length ? seconds[seconds.length - 1].at : -1;
  try {
    const answer = await fetch('live.json?since=' + last);
    const live = await answer.json();
    by('title').textContent = live.simulation + ' on ' + live.environment;
    document.title = live.simulation + ', live';
    by('about').textContent = 'scale ' + live.scale + ', gate ' + live.gate + ', ' + live.run;
    seconds.push(...live.seconds);
    while (seconds.length > 600) seconds.shift();
    const now = seconds[seconds.length - 1];
    if (now) {
      by('now').textContent = now.phase + ': ' + number(now.ok) + '/s OK, p50 ' + number(now.p50) + ' ms, p99 ' +
        number(now.p99) + ' ms, in flight ' + now.inFlight + ', errors ' + live.errors + ' of ' + live.sent +
        ' sent, lag p99 ' + number(now.lag) + ' ms';
    }
    const rows = by('statuses').tBodies[0];
    rows.replaceChildren();
    for (const [status, count] of Object.entries(live.statuses)) {
      const row = rows.insertRow();
      cell(row, status);
      cell(row, String(count));
    }
    if (live.seconds.length) update();
    ended = false;
  } catch (gone) {
    if (!ended) by('now').textContent = 'The run has ended, or does not answer: its folder has the verdict and the report.';
    ended = true;
  }
}

async function judge() {
  try {
    const verdict = await (await fetch('verdict.json')).json();
    if (verdict.problem) return;
    const gated = verdict.slos.filter(slo => slo.gated && slo.tier !== 'NOT MEASURED');
    const held = gated.filter(slo => slo.passes).length;
    by('verdict').textContent = held + ' of ' + gated.length + ' gated objectives hold at ' + verdict.gate +
      '; schedule ' + (verdict.audit.kept ? 'kept' : 'NOT KEPT') + '. The verdict is given after the load.';
    const rows = by('slos').tBodies[0];
    rows.replaceChildren();
    for (const slo of verdict.slos) {
      const row = rows.insertRow();
      const tier = slo.tier;
      cell(row, slo.name);
      cell(row, tier, slo.passes ? 'good' : slo.unsure || !slo.gated || tier === 'NOT MEASURED' ? 'doubt' : 'bad');
      cell(row, slo.value === null || slo.value === undefined ? '-' : number(slo.value) + '\u00a0' + slo.unit);
      const interval = slo.interval;
      cell(row, interval ? number(interval.low) + ' to ' + (interval.high === null ? 'no upper end' : number(interval.high)) : '-');
      cell(row, slo.scope);
      cell(row, tier === 'NOT MEASURED' ? 'not by now' : slo.reason || slo.remedy || (slo.gated ? '' : 'not gated: ' + slo.notGatedBecause));
    }
  } catch (gone) {
    // The other poll says so.
  }
}

dark.addEventListener('change', draw);
addEventListener('resize', () => Object.values(charts).forEach(c => c.resize()));
draw();
poll();
judge();
setInterval(poll, 1000);
setInterval(judge, 5000);
