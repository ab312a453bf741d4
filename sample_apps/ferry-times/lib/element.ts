import escapeHtml from 'escape-html'

const VOID = new Set(['link', 'meta'])

class Markup {
  constructor(readonly text: string) {}
  toString(): string {
    return this.text
  }
}

/** Make a piece of HTML; every text in it that is not markup itself is escaped. */
export function element(tag: string, props: Record<string, unknown> | null, ...children: unknown[]): any {
  const attributes = Object.entries(props ?? {}).map(([name, value]) => ` ${name}="${escapeHtml(String(value))}"`)
  const open = `<${tag}${attributes.join('')}>`
  return new Markup(VOID.has(tag) ? open : open + children.flat(9).map(html).join('') + `</${tag}>`)
}

function html(child: unknown): string {
  return child instanceof Markup ? child.text : escapeHtml(String(child))
}
