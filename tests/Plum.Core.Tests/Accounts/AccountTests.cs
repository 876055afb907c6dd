using NodaTime;
using Plum.Core.Accounts;
using Xunit;

namespace Plum.Core.Tests.Accounts;

public sealed class AccountTests
{
    private static readonly Account Stored = new("demo", "demo", "hash", Instant.MinValue, SigningKey: "key");

    [Theory]
    [InlineData("6175550100", true)]
    [InlineData("617555010", false)]
    [InlineData("16175550100", false)]
    [InlineData("617555010x", false)]
    [InlineData("617555010٣", false)] // a digit, but not of a telephone
    public void CallerId_IsTenDigits(string text, bool valid) => Assert.Equal(valid, AccountSettings.IsCallerId(text));

    [Theory]
    [InlineData("America/New_York", true)]
    [InlineData("UTC", true)]
    [InlineData("Eastern", false)]
    [InlineData("", false)]
    public void TimeZone_IsATzDatabaseId(string id, bool valid) => Assert.Equal(valid, AccountSettings.IsTimeZone(id));

    [Fact]
    public void SigningKey_Is32BytesInLowerCase()
    {
        Assert.True(AccountSettings.IsSigningKey(new('a', 64)));
        Assert.False(AccountSettings.IsSigningKey(new('a', 63)));
        Assert.False(AccountSettings.IsSigningKey(new('A', 64)));
        Assert.False(AccountSettings.IsSigningKey(new('g', 64)));
    }

    [Fact]
    public void EndSession_ForgetsThoseWhoseTimeIsOver()
    {
        var begin = Instant.FromUnixTimeSeconds(0);
        var account = Stored
            .EndSession("one", begin + Duration.FromHours(1), begin)
            .EndSession("two", begin + Duration.FromHours(5), begin);

        var later = account.EndSession("three", begin + Duration.FromHours(9), begin + Duration.FromHours(1));

        Assert.Equal(["two", "three"], later.EndedSessions!.Select(session => session.Token));
        Assert.Equal(0, later.SessionRound);
    }

    [Fact]
    public void EndSession_EndsAllSessions_RatherThanGrowForEver()
    {
        var (account, until) = (Stored, Instant.FromUnixTimeSeconds(60));
        for (var i = 0; i < Account.MostEndedSessions; i++)
        {
            account = account.EndSession($"{i}", until, Instant.MinValue);
        }

        Assert.Equal((Account.MostEndedSessions, 0), (account.EndedSessions!.Count, account.SessionRound));
        account = account.EndSession("one more", until, Instant.MinValue);
        Assert.Equal((null, 1), (account.EndedSessions, account.SessionRound));
    }

    [Fact]
    public void With_KeepsTheKey_UnlessThereIsAnother()
    {
        Assert.Equal("key", Stored.With(new("6175550100")).SigningKey);
        Assert.Equal("new", Stored.With(new(SigningKey: "new")).SigningKey);
    }

    [Fact]
    public void Text_TellsNoSecret() => Assert.Equal("account demo", $"{Stored}");
}
