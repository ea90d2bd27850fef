(function () {
  var dark = window.matchMedia('(prefers-color-scheme: dark)');
  var charts = JSON.parse(document.getElementById('data').textContent);
  var drawn = [];
  function draw() {
    drawn.forEach(function (each) { each.dispose(); });
    drawn = charts.map(function (chart) {
      var box = echarts.init(document.getElementById(chart.id), null, { renderer: 'svg' });
      box.setOption(hybridperf.option(chart.kind, chart.data, dark.matches));
      return box;
    });
  }
  draw();
  dark.addEventListener('change', draw);
  window.addEventListener('resize', function () { drawn.forEach(function (each) { each.resize(); }); });
})();
