using Azure.Data.Tables;
using Xunit;

namespace Plum.Standalone.Tests.Tables;

/// <summary>Queries: filters, order, pages.</summary>
public abstract partial class TableContract
{
    [Theory]
    [InlineData("", "a1 a2 a3 b1 b2 c1")]
    [InlineData("PartitionKey eq 'b'", "b1 b2")]
    [InlineData("PartitionKey eq 'a' and RowKey ge '2'", "a2 a3")]
    [InlineData("PartitionKey eq 'a' and RowKey gt '1' and RowKey lt '3'", "a2")]
    [InlineData("PartitionKey gt 'a'", "b1 b2 c1")]
    [InlineData("PartitionKey ge 'a' and PartitionKey lt 'c' and RowKey eq '1'", "a1 b1")]
    [InlineData("PartitionKey eq 'none'", "")]
    [InlineData("RowKey ne '1'", "a2 a3 b2")]
    [InlineData("Number ge 12 and Number le 21", "a2 a3 b1")]
    [InlineData("Big eq 21000000000L", "b1")]
    [InlineData("Part gt 1.5 and Part lt 2.5", "b1 b2")]
    [InlineData("Text eq 'it''s b2'", "b2")]
    [InlineData("Even eq true", "a2 b2")]
    [InlineData("Day ge datetime'2026-01-21T00:00:00Z'", "b1 b2 c1")]
    [InlineData("Id eq guid'00000000-0000-0000-0000-000000000022'", "b2")]
    [InlineData("Bytes eq X'0b01'", "b1")]
    [InlineData("Absent eq 1", "")]
    public async Task Query_FindsWhatTheFilterSays_InKeyOrder(string filter, string expected)
    {
        var table = await SixEntities();

        var found = await table.QueryAsync<TableEntity>(filter).ToListAsync();

        Assert.Equal(expected, string.Join(' ', found.Select(e => e.PartitionKey + e.RowKey)));
    }

    [Fact]
    public async Task Query_TakesAnyValue_WhenTheFilterIsWrittenForIt()
    {
        var table = await NewTable();
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(-5));
        var id = Guid.NewGuid();
        var entity = new TableEntity("it's", "50%")
        {
            ["S"] = "a'b\"c",
            ["I"] = -5,
            ["L"] = long.MinValue,
            ["D"] = 2.5,
            ["T"] = at,
            ["G"] = id,
            ["B"] = true,
            ["X"] = new byte[] { 0, 255 },
        };
        await table.AddEntityAsync(entity);

        var (key, text, least) = ("it's", "a'b\"c", long.MinValue);
        var filter = TableClient.CreateQueryFilter(
            $"""
            PartitionKey eq {key} and S eq {text} and I eq {-5} and L eq {least} and D eq {2.5} and T eq {at} and G eq {id} and B eq {true}
            """);

        Assert.Single(await table.QueryAsync<TableEntity>(filter).ToListAsync());
        Assert.Single(await table
            .QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"X eq {new byte[] { 0, 255 }}"))
            .ToListAsync());
    }

    [Fact]
    public async Task Query_ComesInPages_ThatGoOnFromAToken()
    {
        var table = await SixEntities();

        var first = await table.QueryAsync<TableEntity>(maxPerPage: 4).AsPages().FirstAsync();
        var rest = await table
            .QueryAsync<TableEntity>()
            .AsPages(first.ContinuationToken, pageSizeHint: 1)
            .ToListAsync();

        Assert.Equal(["a1", "a2", "a3", "b1"], first.Values.Select(e => e.PartitionKey + e.RowKey));
        Assert.Equal(["b2", "c1"], rest.SelectMany(page => page.Values).Select(e => e.PartitionKey + e.RowKey));
        Assert.Null(rest[^1].ContinuationToken);
    }

    [Fact]
    public async Task Query_GivesAPageOf1000_AndTheRest()
    {
        var table = await NewTable();
        foreach (var rows in Enumerable.Range(0, 1050).Chunk(100))
        {
            await table.SubmitTransactionAsync(rows.Select(i => Adding("p", $"{i:D5}")));
        }

        var pages = await table.QueryAsync<TableEntity>(select: ["RowKey"]).AsPages().ToListAsync();

        Assert.Equal([1000, 50], pages.Select(page => page.Values.Count));
        Assert.Equal(1050, pages.SelectMany(page => page.Values).Select(e => e.RowKey).Distinct().Count());
    }

    [Fact]
    public async Task Query_GivesOnlyWhatIsSelected()
    {
        var table = await SixEntities();

        var entity = await table
            .QueryAsync<TableEntity>("PartitionKey eq 'c'", select: ["Number", "RowKey"])
            .SingleAsync();

        Assert.Equal((31, "1", null), (entity.GetInt32("Number"), entity.RowKey, entity.GetString("Text")));
        Assert.NotEqual(default, entity.ETag);
    }

    [Theory]
    [InlineData("PartitionKey eq")]
    [InlineData("(PartitionKey eq 'a'")]
    [InlineData("PartitionKey is 'a'")]
    public async Task Query_IsRefused_WhenTheFilterMakesNoSense(string filter)
    {
        var table = await NewTable();

        var refused = await Assert.ThrowsAsync<Azure.RequestFailedException>(
            async () => await table.QueryAsync<TableEntity>(filter).ToListAsync());

        Assert.Equal(400, refused.Status);
    }

    private async Task<TableClient> SixEntities()
    {
        var table = await NewTable();
        (string Partition, int Row)[] keys = [("c", 1), ("a", 3), ("b", 2), ("a", 1), ("b", 1), ("a", 2)];
        foreach (var (partition, row) in keys)
        {
            var ordinal = ((partition[0] - 'a' + 1) * 10) + row;
            await table.AddEntityAsync(new TableEntity(partition, $"{row}")
            {
                ["Number"] = ordinal,
                ["Big"] = ordinal * 1_000_000_000L,
                ["Part"] = ordinal / 10.0,
                ["Text"] = $"it's {partition}{row}",
                ["Even"] = row % 2 == 0,
                ["Day"] = new DateTimeOffset(2026, 1, Math.Min(ordinal, 31), 0, 0, 0, TimeSpan.Zero),
                ["Id"] = new Guid($"00000000-0000-0000-0000-{ordinal:D12}"),
                ["Bytes"] = new[] { (byte)(partition[0] - 'a' + 10), (byte)row },
            });
        }

        return table;
    }
}
