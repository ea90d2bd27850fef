// Reads Grafana dashboards strictly, as the types that Grafana's own SDK has of them: a field that they do not have, a value of
// another type and a panel that is not named here are errors.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/heatmap"
	"github.com/grafana/grafana-foundation-sdk/go/prometheus"
	"github.com/grafana/grafana-foundation-sdk/go/table"
	"github.com/grafana/grafana-foundation-sdk/go/timeseries"
)

func check(name string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	var read dashboard.Dashboard
	// Where all is well, the SDK returns an error without a text.
	if err := read.UnmarshalJSONStrict(text); err != nil && err.Error() != "" {
		return err
	}
	var types struct{ Panels []struct{ Type string } }
	if err := json.Unmarshal(text, &types); err != nil {
		return err
	}
	if len(types.Panels) == 0 {
		return errors.New("no panels")
	}
	for _, panel := range types.Panels {
		if _, known := cog.ConfigForPanelcfgVariant(panel.Type); !known {
			return fmt.Errorf("a panel of the type %s", panel.Type)
		}
	}
	return nil
}

func main() {
	runtime := cog.NewRuntime()
	runtime.RegisterPanelcfgVariant(heatmap.VariantConfig())
	runtime.RegisterPanelcfgVariant(table.VariantConfig())
	runtime.RegisterPanelcfgVariant(timeseries.VariantConfig())
	runtime.RegisterDataqueryVariant(prometheus.VariantConfig())
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "no dashboards were named")
		os.Exit(1)
	}
	failed := false
	for _, name := range os.Args[1:] {
		if err := check(name); err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
			failed = true
		}
	}
	if failed {
		os.Exit(1)
	}
}
