import { element } from '../lib/element'
import { departures, ports } from './timetable'

export function page(port: string): string {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>Ferry times</title>
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <h1>Departures from {port}</h1>
        <ul class="departures">
          {departures(port).map((d) => (
            <li>
              <b>{d.time}</b> to {d.to}
            </li>
          ))}
        </ul>
        <nav>
          {ports.map((name) => (
            <a href={'/?port=' + encodeURIComponent(name)}>{name}</a>
          ))}
        </nav>
      </body>
    </html>
  )
}
