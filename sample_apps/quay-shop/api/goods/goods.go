// Package goods knows what the shop sells, and what a basket of it costs.
package goods

import "fmt"

// Good is something that the shop sells.
type Good struct {
	Name  string `json:"name"`
	Cents int    `json:"cents"`
}

// All that there is, by their keys.
var All = map[string]Good{
	"anchor": {"Anchor, small", 8900},
	"lamp":   {"Storm lamp", 2450},
	"rope":   {"Rope, ten metres", 1200},
}

const (
	manyFrom    = 3  // goods in a basket from which on it is cheaper
	manyPercent = 10 // what is taken off then
)

// Total returns what a basket of goods costs, in cents; an unknown good is an error.
func Total(keys []string) (int, error) {
	total := 0
	for _, key := range keys {
		good, found := All[key]
		if !found {
			return 0, fmt.Errorf("no good called %q", key)
		}
		total += good.Cents
	}
	if len(keys) >= manyFrom {
		total -= total * manyPercent / 100
	}
	return total, nil
}
