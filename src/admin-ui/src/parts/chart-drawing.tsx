import { AreaChart, BarChart, LineChart } from '@mantine/charts'
import '@mantine/charts/styles.css'
import type { ChartProps, Point } from './chart.tsx'

type DrawingProps = ChartProps & { points: readonly Point[] }

/** Never in motion: figures that come anew every few seconds would never stand still. */
const still = { isAnimationActive: false }
/** The table beside it is what keys and screen readers read. */
const quiet = { accessibilityLayer: false, margin: { top: 8, right: 8, bottom: 0, left: 0 } }

export function ChartDrawing({ kind, series, points, format, isCounted = false }: DrawingProps) {
  const frame = {
    h: 200,
    data: points.map(({ label, values }) => ({ label, ...values })),
    dataKey: 'label',
    series: series.map(({ key, label, color, isDashed }) => ({
      ...{ name: key, label, color },
      ...(isDashed && { strokeDasharray: '6 4' }),
    })),
    valueFormatter: format,
    gridAxis: 'x' as const,
    tickLine: 'none' as const,
    xAxisProps: { minTickGap: 28, tickMargin: 8 },
    yAxisProps: { width: 68, tickCount: 4, allowDecimals: !isCounted },
  }
  if (kind === 'bars')
    return <BarChart {...frame} type="stacked" maxBarWidth={28} barProps={still} barChartProps={quiet} />
  const line = { ...frame, curveType: 'monotone' as const, withDots: false }
  if (kind === 'areas')
    return <AreaChart {...line} type="stacked" withGradient={false} areaProps={still} areaChartProps={quiet} />
  // A point alone has no line.
  const dotProps = { r: 2 }
  return (
    <LineChart {...line} withDots dotProps={dotProps} connectNulls={false} lineProps={still} lineChartProps={quiet} />
  )
}
