"""The ui storey: components, tables, charts and assets that know no domain words."""
