package goods

import (
	"strings"
	"testing"
)

func TestTotal(t *testing.T) {
	cases := map[string]int{
		"rope":             1200,
		"rope,lamp":        3650,
		"rope,lamp,anchor": 11295,
	}
	for keys, want := range cases {
		got, err := Total(strings.Split(keys, ","))
		if err != nil || got != want {
			t.Errorf("Total(%s) = %d, %v; want %d", keys, got, err, want)
		}
	}
}

func TestUnknownGood(t *testing.T) {
	if _, err := Total([]string{"whale"}); err == nil {
		t.Error("an unknown good has a price")
	}
}
