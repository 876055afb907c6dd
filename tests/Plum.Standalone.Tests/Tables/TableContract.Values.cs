using Azure;
using Azure.Data.Tables;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Plum.Standalone.Tests.Tables;

/// <summary>What entities can hold: every type unchanged, and the limits.</summary>
public abstract partial class TableContract
{
    [Fact]
    public async Task Properties_ComeBackAsTheyWereStored()
    {
        var table = await NewTable();
        var entities = Gen.Sample(ValueGen().ListOf(8), 60).Select(Entity).ToList();

        await Parallel.ForEachAsync(entities, async (entity, ct) => await table.AddEntityAsync(entity, ct));

        foreach (var entity in entities)
        {
            var stored = await table.GetEntityAsync<TableEntity>(entity.PartitionKey, entity.RowKey);
            foreach (var name in entity.Keys)
            {
                Assert.Equal(entity[name], stored.Value[name]);
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("it's")]
    [InlineData("50% & more + = , ; : @ !")]
    [InlineData("é😀中\"<>{}|^`~")]
    [InlineData(" spaces ")]
    [InlineData("2026-01-02T03:04:05.0000000+00:00")]
    public async Task Keys_ComeBackAsTheyWereStored(string key)
    {
        var table = await NewTable();

        await table.AddEntityAsync(new TableEntity(key, key) { ["N"] = 1 });
        await table.UpdateEntityAsync(new TableEntity(key, key) { ["N"] = 2 }, ETag.All);

        var stored = (await table.GetEntityAsync<TableEntity>(key, key)).Value;
        Assert.Equal((key, key, 2), (stored.PartitionKey, stored.RowKey, stored.GetInt32("N")));
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {key} and RowKey eq {key}");
        Assert.Single(await table.QueryAsync<TableEntity>(filter).ToListAsync());
        await table.DeleteEntityAsync(key, key);
        Assert.Empty(await table.QueryAsync<TableEntity>().ToListAsync());
    }

    [Fact]
    public async Task Entities_AreTakenUpToTheLimits()
    {
        var table = await NewTable();
        var wide = new TableEntity("p", "wide");
        for (var i = 0; i < 252; i++)
        {
            wide[$"P{i}"] = i;
        }

        var large =
            new TableEntity(new string('p', 512), new string('r', 512)) { ["Text"] = new string('x', 32 * 1024) };
        for (var i = 0; i < 14; i++)
        {
            large[$"B{i}"] = new byte[64 * 1024];
        }

        await table.AddEntityAsync(wide);
        await table.AddEntityAsync(large);

        Assert.Equal(2, await table.QueryAsync<TableEntity>(select: ["RowKey"]).CountAsync());
    }

    [Fact]
    public async Task DateTimes_AreStored_WhenTheyAreUtc()
    {
        var table = await NewTable();
        var at = new DateTime(2026, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc);

        await table.AddEntityAsync(new TableEntity("p", "r") { ["At"] = at });

        Assert.Equal(new DateTimeOffset(at), (await Get(table))["At"]);
        var local = new TableEntity("p", "local") { ["At"] = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Local) };
        await Assert.ThrowsAsync<NotSupportedException>(() => table.AddEntityAsync(local));
    }

    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public async Task Numbers_AreRefused_WhenTheyAreInfinite(double number)
    {
        var table = await NewTable();

        var entity = new TableEntity("p", "r") { ["D"] = number };
        await Assert.ThrowsAsync<ArgumentException>(() => table.AddEntityAsync(entity));
    }

    [Fact]
    public async Task BinaryData_ComesBackAsBytes()
    {
        var table = await NewTable();

        await table.AddEntityAsync(new TableEntity("p", "r") { ["B"] = new BinaryData(new byte[] { 1, 2 }) });

        Assert.Equal(new byte[] { 1, 2 }, (await Get(table)).GetBinary("B"));
    }

    [Fact]
    public async Task Entity_HoldsWhatTheServiceGives_AndNoMore()
    {
        var table = await NewTable();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["N"] = 1, ["Nothing"] = null });

        var keys = (await Get(table)).Keys.Order(StringComparer.Ordinal);
        Assert.Equal(["N", "PartitionKey", "RowKey", "Timestamp", "odata.etag"], keys);
    }

    private static TableEntity Entity(IList<object> values)
    {
        var entity = new TableEntity("p", Guid.NewGuid().ToString());
        for (var i = 0; i < values.Count; i++)
        {
            entity[$"Property{i}"] = values[i];
        }

        return entity;
    }

    private static Gen<object> ValueGen() => Gen.OneOf(
        Boxed(ArbMap.Default.GeneratorFor<bool>()),
        Boxed(ArbMap.Default.GeneratorFor<int>()),
        Boxed(Gen.Elements(0, -1, int.MinValue, int.MaxValue)),
        Boxed(ArbMap.Default.GeneratorFor<long>()),
        Boxed(Gen.Elements(0L, 1L << 53, long.MinValue, long.MaxValue)),
        Boxed(ArbMap.Default.GeneratorFor<double>().Where(number => !double.IsInfinity(number))),
        Boxed(Gen.Elements(0.0, 1.0, -3.0, 1e300, double.NaN)),
        Boxed(ArbMap.Default.GeneratorFor<Guid>()),
        Boxed(ArbMap.Default.GeneratorFor<byte[]>()),
        Boxed(ArbMap.Default
            .GeneratorFor<UnicodeString>()
            .Select(text => string.Concat((text.Get ?? "").Where(c => !char.IsSurrogate(c))))),
        Boxed(Gen.Elements("", "it's", "\"\\/\r\n\t", "é😀", "2026-01-01T00:00:00Z")),
        Boxed(Gen
            .Choose(0, int.MaxValue)
            .Select(n => new DateTimeOffset(1700, 1, 1, 0, 0, 0, default).AddTicks(n * 987_654_321L))));

    private static Gen<object> Boxed<T>(Gen<T> values)
        where T : notnull => values.Select(value => (object)value);
}
