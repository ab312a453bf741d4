'use strict'

/** Return an amount in cents as people read it: `€ 89.00`. */
function euros(cents) {
  return `€ ${(cents / 100).toFixed(2)}`
}

module.exports = { euros }
