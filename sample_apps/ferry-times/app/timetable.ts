export const ports = ['North Quay', 'Lighthouse', 'Old Mill']

const crossings: [from: string, to: string, minutes: number][] = [
  ['North Quay', 'Lighthouse', 6 * 60 + 40],
  ['Lighthouse', 'Old Mill', 7 * 60 + 15],
  ['Old Mill', 'North Quay', 8 * 60 + 5],
  ['North Quay', 'Old Mill', 12 * 60 + 30],
  ['Old Mill', 'Lighthouse', 16 * 60 + 20],
  ['Lighthouse', 'North Quay', 18 * 60 + 55],
]

export function departures(port: string): { time: string; to: string }[] {
  return crossings
    .filter(([from]) => from === port)
    .map(([, to, minutes]) => ({ time: clock(minutes), to }))
}

function clock(minutes: number): string {
  const two = (n: number) => String(n).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}
