using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Queueing;
using Plum.Core.Times;
using Xunit;

namespace Plum.Core.Tests.Queueing;

/// <summary>From the variables of a request to what the engine queues.</summary>
public sealed class QueueRequestsTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 6, 15, 30, 15); // 10:30:15 Eastern

    private readonly Dictionary<string, string> _fields = new()
    {
        ["phone_number"] = "16175550001",
        ["start_url"] = "https://example.com/start.php",
        ["campaign_name"] = "Nightly",
    };

    [Fact]
    public void QueueCall_IsOneAttemptAtOnce_WhenNothingElseIsSaid()
    {
        var (call, faults) = QueueCall();

        Assert.Empty(faults);
        Assert.Equal(
            ("16175550001", "", ""), (call!.Entry.PhoneNumber, call.Entry.MessageReference, call.Entry.CallParameters));
        Assert.Equal(new CallSettings("https://example.com/start.php", null, 0, 300), call.Settings);
        Assert.Equal(Now, call.Scheduled);
    }

    [Fact]
    public void QueueCall_TakesEveryVariable()
    {
        Send(
            ("result_url", " https://example.com/result.php "),
            ("message_reference", "r"),
            ("call_parameters", "a\r\nb"),
            ("campaign_parameters", "c"));
        Send(
            ("max_retries", " 3 "),
            ("retry_interval", "172800"),
            ("scheduled_timestamp", "1772900000"),
            ("expiration_timestamp", "1772900001"));

        var (call, faults) = QueueCall();

        Assert.Empty(faults);
        Assert.Equal(("r", "a\r\nb"), (call!.Entry.MessageReference, call.Entry.CallParameters));
        Assert.Equal(
            new CallSettings(
                "https://example.com/start.php",
                "https://example.com/result.php",
                3,
                172_800,
                "c",
                Instant.FromUnixTimeSeconds(1_772_900_001)),
            call.Settings);
        Assert.Equal(Instant.FromUnixTimeSeconds(1_772_900_000), call.Scheduled);
    }

    [Fact]
    public void QueueCalls_MayNotBeNamedLikeTheCampaignOfQueuecall()
    {
        Send(("campaign_name", "default"));

        var sent = new PostVariables(_fields.GetValueOrDefault);

        Assert.Null(QueueRequests.QueueCalls(sent, Now, Eastern.Zone));
        Assert.Equal(["campaign_name 'default' is that of the campaign of queuecall."], sent.Faults);
    }

    [Fact]
    public void QueueCalls_TakesItsNameAndWhatRowsLack()
    {
        Send(("message_reference", "r"), ("call_parameters", "p"), ("max_retry", "10"));

        var sent = new PostVariables(_fields.GetValueOrDefault);
        var named = QueueRequests.QueueCalls(sent, Now, Eastern.Zone);

        Assert.Empty(sent.Faults);
        Assert.Equal(
            ("Nightly", "r", "p", 10),
            (named!.Name, named.MessageReference, named.CallParameters, named.Settings.MaxRetries));
    }

    [Theory]
    [InlineData("0", "+3 days", "2026-03-09T14:30:15Z")] // over the change to daylight time: the same time of day
    [InlineData("", "tomorrow 9am", "2026-03-07T14:00:00Z")]
    [InlineData("1772900000", "+3 days", "2026-03-07T16:13:20Z")] // what is not 0 wins
    [InlineData("1772900000", "nonsense", "2026-03-07T16:13:20Z")]
    [InlineData("1", "", "1970-01-01T00:00:01Z")] // the engine takes what is over as at once
    public void ScheduledTimestamp_WinsOverWords_UnlessItIs0(string timestamp, string words, string scheduled)
    {
        Send(("scheduled_timestamp", timestamp), ("scheduled_time", words));

        Assert.Equal(scheduled, QueueCall().Call?.Scheduled.ToString());
    }

    [Fact]
    public void Times_AreReadInTheAccountsZone()
    {
        Send(("scheduled_time", "tomorrow 9am"));

        var call = QueueRequests.QueueCall(
            new PostVariables(_fields.GetValueOrDefault), Now, DateTimeZoneProviders.Tzdb["Europe/Berlin"]);

        Assert.Equal("2026-03-07T08:00:00Z", call?.Scheduled.ToString());
    }

    [Theory]
    [InlineData(
        "scheduled_time",
        "expiration_time",
        "+2 days",
        "+1 day",
        "expiration_time is 2026-03-07T15:30:15Z, which is not after the scheduled 2026-03-08T14:30:15Z.")]
    [InlineData(
        "scheduled_time",
        "expiration_time",
        "+1 day",
        "+1 day",
        "expiration_time is 2026-03-07T15:30:15Z, which is not after the scheduled 2026-03-07T15:30:15Z.")]
    [InlineData(
        "scheduled_time", "expiration_time", "", "now", "expiration_time is 2026-03-06T15:30:15Z, which is over.")]
    [InlineData(
        "scheduled_time",
        "expiration_timestamp",
        "",
        "1772811015",
        "expiration_timestamp is 2026-03-06T15:30:15Z, which is over.")]
    [InlineData(
        "scheduled_time", "expiration_time", "9999-12-31 12:00", "", "scheduled_time lies after the year 9999.")]
    public void Expiration_LiesAheadOfNowAndOfTheSchedule(
        string scheduled, string expiration, string from, string to, string fault)
    {
        Send((scheduled, from), (expiration, to));

        Assert.Equal([fault], QueueCall().Faults);
    }

    [Fact]
    public void Lengths_AreCountedInCharacters_NotInBytesOrUnits()
    {
        var longest = string.Concat(Enumerable.Repeat("\U0001F4DE", 255));
        Send(("message_reference", longest), ("call_parameters", longest + "x"));

        Assert.Equal(["call_parameters has 256 characters; at most 255 are allowed."], QueueCall().Faults);
    }

    [Fact]
    public void BlankVariables_CountAsNotSent()
    {
        Send([.. QueueRequests.QueueCallVariables.Skip(4).Select(name => (name, " "))]);

        Assert.Equal((300, Now), (QueueCall().Call!.Settings.RetryInterval, QueueCall().Call!.Scheduled));
    }

    /// <summary>
    /// Whatever is sent, the outcome is either a call within all bounds or a list of faults, each beginning with a
    /// variable's name.
    /// </summary>
    [Fact]
    public void AnyVariables_MakeACallWithinBounds_OrFaultsByName()
    {
        var random = new Random(3);
        string[] values =
        [
            "", " ", "0", "1", "-1", "10", "11", "60", "300", "172800", "172801", "1e3", "9223372036854775808",
            "253402232399", "now",
            "+1 week", "yesterday", "a\0b", "16175550001", "tel:+16175550001;ani=1", "http://example.com/",
            "file:///etc/passwd", "\ud83d",
            new('x', 300), new('7', 128), "]]>",
        ];
        for (var i = 0; i < 20_000; i++)
        {
            var fields =
                QueueRequests.QueueCallVariables.ToDictionary(name => name, _ => values[random.Next(values.Length)]);
            var sent = new PostVariables(fields.GetValueOrDefault);

            var call = QueueRequests.QueueCall(sent, Now, Eastern.Zone);

            Assert.Equal(sent.Faults.Count == 0, call is not null);
            Assert.All(sent.Faults, fault => Assert.Contains(
                QueueRequests.QueueCallVariables, name => fault.StartsWith(name, StringComparison.Ordinal)));
            Assert.True(call is null or
            {
                Settings:
                {
                    MaxRetries: >= 0
                and <= 10, RetryInterval: >= 60 and <= 172_800, StartUrl.Length: > 0
                }
            }, $"{call}");
            Assert.True(
                call?.Settings.Expires is not { } expires || (expires > Now && expires > call.Scheduled), $"{call}");
        }
    }

    [Fact]
    public void Credentials_DoNotShowThePin()
    {
        var credentials = Credentials.Read(new PostVariables(name => name == "login" ? "me" : "1234"));

        Assert.Equal(("me", "1234", "login me"), (credentials!.Login, credentials.Pin, credentials.ToString()));
    }

    private void Send(params (string Name, string Value)[] fields) =>
        Array.ForEach(fields, field => _fields[field.Name] = field.Value);

    private (SingleCall? Call, IReadOnlyList<string> Faults) QueueCall()
    {
        var sent = new PostVariables(_fields.GetValueOrDefault);
        return (QueueRequests.QueueCall(sent, Now, Eastern.Zone), sent.Faults);
    }
}
