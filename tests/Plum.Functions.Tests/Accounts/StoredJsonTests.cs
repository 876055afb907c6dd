using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Core.Pacing;
using Plum.Core.Profiles;
using Plum.Core.Schedules;
using Plum.Functions.Shared;
using Xunit;

namespace Plum.Functions.Tests.Accounts;

/// <summary>What is stored is what is read: record to JSON and back is the identity.</summary>
public sealed class StoredJsonTests
{
    [Fact]
    public void Campaign_ComesBackAsItWas() => Prop.ForAll(Campaigns.ToArbitrary(), campaign =>
    {
        var read = JsonSerializer.Deserialize(
            JsonSerializer.Serialize(campaign, StoredJson.Default.Campaign), StoredJson.Default.Campaign)!;
        return read.Profiles.SequenceEqual(campaign.Profiles) && read with { Profiles = campaign.Profiles } == campaign;
    }).QuickCheckThrowOnFailure();

    /// <summary>Campaigns were stored so before there were rules for retries.</summary>
    [Fact]
    public void Campaign_OfAnEarlierVersion_KeepsItsRetries_AndIsStoredAsBefore()
    {
        const string stored =
            """{"Key":{"Account":"demo","Id":1},"StartDate":"2022-01-01","EndDate":"2022-01-05","StartUrl":"http://h/","ScheduleId":1,"ScheduleAsGiven":"1","Profiles":[],"MaxRetries":2,"RetryInterval":600,"State":"Started","Epoch":3,"Anchor":"2022-01-01T00:00:00Z","CreatedAt":"2022-01-01T00:00:00Z"}""";
        var campaign = JsonSerializer.Deserialize(stored, StoredJson.Default.Campaign)!;

        Assert.True(campaign.MayRetry);
        Assert.Equal(RetryRules.Plain(2, 600), campaign.Settings.Retries);
        Assert.Equal(stored, JsonSerializer.Serialize(campaign, StoredJson.Default.Campaign));
    }

    [Fact]
    public void Profile_ComesBackAsItWas() => Prop.ForAll<PositiveInt, NonNull<string>, bool>((number, text, burst) =>
    {
        var profile = new Profile(
            number.Get, text.Get, new Pace(number.Get, 99_999_999_999, 0, burst ? Spread.Burst : Spread.Even));
        var read = JsonSerializer.Deserialize(
            JsonSerializer.Serialize(profile, StoredJson.Default.Profile), StoredJson.Default.Profile)!;
        return read.Pace == profile.Pace
            && read.Id == profile.Id
            && (read.Nickname == profile.Nickname || text.Get.Any(char.IsSurrogate));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Schedule_ComesBackAsItWas()
    {
        var schedule = new Schedule(3, ["sun", "mon"], "3wkdays");
        var read = JsonSerializer.Deserialize(
            JsonSerializer.Serialize(schedule, StoredJson.Default.Schedule), StoredJson.Default.Schedule)!;

        Assert.Equal(schedule.DaysAsGiven, read.DaysAsGiven);
        Assert.Equal(schedule with { DaysAsGiven = read.DaysAsGiven }, read);
    }

    private static Gen<Campaign> Campaigns =>
        from id in Gen.Choose(1, int.MaxValue)
        from day in Gen.Choose(-300_000, 2_000_000)
        from minutes in Gen.Choose(0, 1439).ListOf(3)
        from epoch in Gen.Choose(0, int.MaxValue)
        from started in Gen.Elements(CampaignState.Stopped, CampaignState.Started)
        from result in Gen.Elements(null, "https://host/ü?a=b&c")
        from pending in Gen.Elements(null, new PendingList("0192", 1_000_000, 17, "ref"))
        from retry in Gen.Elements(
            null,
            new RetryRules(null, new(3, 60), null, null, null),
            new RetryRules(2, null, null, new(1, 90), new(0, 60)))
        from queued in Gen.Elements(
            null,
            new QueuedCampaign(null, Instant.FromUnixTimeSeconds(epoch)),
            new QueuedCampaign(
                "Nightly", Instant.FromUnixTimeSeconds(epoch), Instant.FromUnixTimeSeconds(epoch + 1L), "a=b"))
        select new Campaign(
            new("demo", id),
            new LocalDate(2000, 1, 1).PlusDays(day),
            new LocalDate(2000, 1, 2).PlusDays(day),
            "http://host/",
            result,
            id,
            "3wkdays",
            [.. minutes.Select(
                minute => new CampaignProfile(minute + 1, LocalTime.FromMinutesSinceMidnight(minute), new(23, 59)))],
            epoch % 11,
            60 + (epoch % 1000),
            started,
            epoch,
            Instant.FromUnixTimeTicks(17_000_000_000_000_000L + epoch),
            Instant.FromUnixTimeSeconds(epoch),
            pending,
            queued,
            Retry: retry);
}
