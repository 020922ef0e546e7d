"""Questions about links and clicks, read only: lists, totals, series, breakdowns, charts and exports."""
