using Azure.Data.Tables;
using Xunit;

namespace Plum.Standalone.Tests.Tables;

/// <summary>The entity behaves as the Azure package's does, its refusals included: what passes here must not fail there.</summary>
public sealed class TableEntityTests
{
    [Fact]
    public void Property_IsRead_OnlyAsWhatItIs()
    {
        var entity = new TableEntity("p", "r") { ["N"] = 1, ["T"] = "text" };

        Assert.Equal(1, entity.GetInt32("N"));
        Assert.Null(entity.GetString("Absent"));
        Assert.Null(entity["Absent"]);
        Assert.Throws<InvalidOperationException>(() => entity.GetInt64("N"));
        Assert.Throws<InvalidOperationException>(() => entity.GetInt32("T"));
    }

    [Fact]
    public void Property_ChangesItsType_OnlyWhereNothingIsLost()
    {
        var entity = new TableEntity { ["N"] = 1, ["L"] = 1L, ["D"] = 1.0, ["T"] = "text" };

        (entity["N"], entity["L"], entity["D"]) = (2L, 3, 4);

        Assert.Equal((2L, 3L, 4.0), (entity.GetInt64("N"), entity.GetInt64("L"), entity.GetDouble("D")));
        Assert.Throws<InvalidOperationException>(() => entity["T"] = 5);
        Assert.Throws<InvalidOperationException>(() => entity["L"] = 5.5);
        entity["T"] = null;
        entity["T"] = 5;
        Assert.Equal(5, entity.GetInt32("T"));
    }

    [Fact]
    public void KeysAndVersion_AreEntriesLikeAnyOther()
    {
        var entity = new TableEntity("p", "r") { { "N", 1 } };

        Assert.Equal(["N", "PartitionKey", "RowKey"], entity.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(default, entity.ETag);
        Assert.Equal("p", entity.GetString("PartitionKey"));
    }
}
