import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { number } from './format';

export interface Series {
  title: string;
  values: (number | null)[];
  kind: 'bars' | 'line';
}

const eastern = (seconds: number) => uPlot.tzDate(new Date(seconds * 1000), 'America/New_York');

/**
 * Bars, and a dashed line for what was planned, over Eastern time. The same figures stand in a table or in words beside it.
 * @param unit what its height counts: calls a minute
 */
export function Chart(props: { label: string; unit: string; at: number[]; series: Series[] }) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(undefined);
  const shape = props.series.map((one) => `${one.title}${one.kind}`).join();
  const data = [props.at, ...props.series.map((one) => one.values)] as uPlot.AlignedData;
  const latest = useRef(data);
  latest.current = data;

  useEffect(() => {
    const box = place.current!;
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const draw = () => {
      chart.current?.destroy();
      const colors = getComputedStyle(box);
      const [accent, faint, ink, line] = ['--chart-accent', '--chart-faint', '--chart-ink', '--chart-line'].map((name) => colors.getPropertyValue(name));
      const axis = { stroke: faint, font: '12px "Hanken Grotesk Variable", sans-serif', grid: { stroke: line, width: 1 }, ticks: { show: false } };
      chart.current = new uPlot({
        width: box.clientWidth, height: 280, tzDate: eastern, legend: { show: false }, cursor: { show: false },
        scales: { x: { time: true }, y: { range: (_, __, max) => [0, Math.max(1, max * 1.15)] } },
        series: [{}, ...props.series.map((one) => one.kind === 'bars'
          ? { label: one.title, fill: accent, stroke: accent, width: 0, paths: uPlot.paths.bars!({ size: [0.8, 60], radius: 0.15 }), points: { show: false } }
          : { label: one.title, stroke: ink, width: 2, dash: [6, 4], points: { show: false }, paths: uPlot.paths.stepped!({ align: 1 }) })],
        axes: [
          { ...axis, size: 32, gap: 10, grid: { show: false }, ...timeAxis },
          { ...axis, size: 52, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 1e6], values: (_, splits) => splits.map(number) },
        ],
      }, latest.current, box);
    };
    const sized = new ResizeObserver(() => chart.current?.setSize({ width: box.clientWidth, height: 280 }));
    draw();
    sized.observe(box);
    dark.addEventListener('change', draw);
    return () => {
      sized.disconnect();
      dark.removeEventListener('change', draw);
      chart.current?.destroy();
      chart.current = undefined;
    };
  }, [shape]);
  useEffect(() => chart.current?.setData(latest.current), [data]);

  return (
    <>
      <p class="legend">
        {props.series.length > 1 && props.series.map((one) => <span key={one.title} class={one.kind === 'line' ? 'plan' : undefined}>{one.title}</span>)}
        <small>{props.unit}, Eastern time</small>
      </p>
      <div ref={place} class="chart" role="img" aria-label={`${props.label}, ${props.unit}`} />
    </>
  );
}

const timeAxis: Partial<uPlot.Axis> = {
  space: 64,
  values: (_, splits, __, ___, increment) => splits.map((at) => {
    const day = uPlot.fmtDate('{D} {MMM}');
    return increment >= 86400 ? day(eastern(at)) : uPlot.fmtDate('{HH}:{mm}')(eastern(at));
  }),
};
