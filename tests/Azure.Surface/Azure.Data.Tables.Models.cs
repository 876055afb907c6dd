// Package Azure.Data.Tables 12.11.0.

namespace Azure.Data.Tables.Models;

public class TableItem
{
    public TableItem(string name) { }
    public string Name => throw null!;
}
