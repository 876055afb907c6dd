using System.Text.Json;
using NodaTime;
using Plum.Core.Accounts;
using Plum.Core.Validation;
using Xunit;

namespace Plum.Core.Tests.Accounts;

public sealed class TokenTests
{
    private static readonly Instant Now = Instant.FromUtc(2022, 1, 3, 12, 0);

    [Fact]
    public void Token_IsExpired_FromTheInstantOn()
    {
        var token = Made(1, Now);

        Assert.False(token.IsExpired(Now - Duration.FromTicks(1)));
        Assert.True(token.IsExpired(Now));
        Assert.False(Made(1, null).IsExpired(Instant.MaxValue));
    }

    [Fact]
    public void Token_IsNamed_AsTheAuditLogDoes() => Assert.Equal("token 7 (t7)", Made(7, null).By);

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(99, 0, 0)]
    [InlineData(0, 99, 0)]
    [InlineData(99, 1, 1)]
    [InlineData(0, 100, 1)]
    [InlineData(100, 0, -1)]
    [InlineData(100, 1, -1)]
    public void ExpiredTokens_GiveWay_OnlyWhereThereIsNoRoom(int live, int expired, int giveWay)
    {
        var tokens = Enumerable.Range(1, live).Select(id => Made(id, null))
            .Concat(Enumerable.Range(live + 1, expired).Select(id => Made(id, Now - Duration.FromSeconds(id))))
            .ToList();

        var over = Token.GivingWay(tokens, Now);

        Assert.Equal(giveWay, over?.Count ?? -1);
        Assert.All(over ?? [], token => Assert.Equal(live + expired, token.Id)); // the one that expired first
    }

    [Theory]
    [InlineData("1641211200")]
    [InlineData("\"1641211200\"")]
    [InlineData("\" 2022-01-03T12:00:00Z \"")]
    [InlineData("\"2022-01-03T07:00:00-05:00\"")]
    [InlineData("\"2022-01-03T12:00:00.000+00:00\"")]
    public void PointInTime_IsRead(string json) => Assert.Equal(Now, SentValue.PointInTime(JsonElement.Parse(json)));

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("253370764800")] // the year 9999
    [InlineData("1e9")]
    [InlineData("true")]
    [InlineData("[1641211200]")]
    [InlineData("\"2022-01-03\"")]
    [InlineData("\"2022-01-03T12:00:00\"")]
    [InlineData("\"2022-02-30T12:00:00Z\"")]
    [InlineData("\"9999-01-01T00:00:00Z\"")]
    [InlineData("\"-0001-01-01T00:00:00Z\"")]
    [InlineData("\"now\"")]
    public void PointInTime_IsNone_WhenItIsNeitherSecondsNorIso(string json) =>
        Assert.Null(SentValue.PointInTime(JsonElement.Parse(json)));

    private static Token Made(int id, Instant? expires) => new(id, $"t{id}", new('0', 64), Now, expires);
}
