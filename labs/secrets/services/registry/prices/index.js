'use strict'

// From how many of one kind on, and how many percent are taken off.
const STEPS = [[50, 15], [10, 10], [3, 5]]

/** Return what `count` pieces cost, in cents, when one costs `cents`. */
function total(cents, count) {
  const [, percent] = STEPS.find(([from]) => count >= from) ?? [0, 0]
  return Math.round((cents * count * (100 - percent)) / 100)
}

/** Return an amount in cents as people read it: `€ 12.50`. */
function money(cents) {
  return `€ ${(cents / 100).toFixed(2)}`
}

module.exports = { total, money }
