using System.Globalization;
using Plum.Demo;
using Plum.Functions.Gateways;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.EndToEnd;

/// <summary>A call as its customer queued it, and what must have come of it.</summary>
internal sealed record QueuedCall(int CallId, int Campaign, string Number)
{
    /// <summary>
    /// What is due at once is given out within a second; a list's calls then start a thousandth of a second apart.
    /// </summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(2);

    /// <summary>Retries due together start as closely, and timers go by whole milliseconds.</summary>
    private static readonly TimeSpan InLine = TimeSpan.FromMilliseconds(100);

    public string Reference { get; init; } = "";

    public string Parameters { get; init; } = "";

    public string CampaignParameters { get; init; } = "";

    /// <summary>Further columns of a list in header form.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    public DateTimeOffset Scheduled { get; init; }

    public DateTimeOffset Expires { get; init; } = DateTimeOffset.MaxValue;

    public int MaxRetries { get; init; }

    public int RetryInterval { get; init; } = 300;

    /// <summary>When its cancel was answered with success, or null.</summary>
    public DateTimeOffset? CanceledAt { get; init; }

    /// <summary>Checks the attempts, everything start_url was told, and the one result.</summary>
    /// <param name="dials">Its attempts.</param>
    /// <param name="pauses">When its campaign was stopped.</param>
    public void Check(
        IReadOnlyList<Dial> dials,
        IReadOnlyList<Pause> pauses,
        IEnumerable<Received> starts,
        IEnumerable<Received> results)
    {
        CheckInstants(dials, pauses);
        Assert.Equal(dials.Count(dial => dial.IsAnswered), starts.Count());
        Assert.All(starts, start => Assert.Equal(("POST", StartVariables()), (start.Method, Text(start.Fields))));
        Assert.Single(results.DistinctBy(result => result.Headers["X-Plum-Delivery"]));
        Assert.All(
            results, result => Assert.Equal(("POST", ResultVariables(dials)), (result.Method, Text(result.Fields))));
    }

    // P1, P3 and the clock of retries, which starts when the attempt is over.
    private void CheckInstants(IReadOnlyList<Dial> dials, IReadOnlyList<Pause> pauses)
    {
        Assert.Equal(Enumerable.Range(1, dials.Count), dials.Select(dial => dial.Attempt));
        Assert.All(dials, dial => Assert.True(dial.At >= Scheduled && dial.At < Expires, $"{dial} of {this}"));
        Assert.All(dials, dial => Assert.True(CanceledAt is null || dial.At < CanceledAt, $"{dial} of {this}"));
        Assert.All(dials, dial =>
            Assert.DoesNotContain(pauses, pause => !pause.LastsInPart && dial.At > pause.From && dial.At < pause.To));
        var (due, latest) = (Scheduled, AtOnce);
        foreach (var dial in dials)
        {
            var pause = pauses.LastOrDefault(pause => pause.From <= due + AtOnce && pause.To > due);
            Assert.InRange(dial.At, due, pause is null ? due + latest : pause.To + AtOnce);
            (due, latest) = (dial.EndsAt.AddSeconds(RetryInterval), InLine);
        }

        CheckThatNoneIsMissing(dials, pauses, due);
    }

    private void CheckThatNoneIsMissing(IReadOnlyList<Dial> dials, IReadOnlyList<Pause> pauses, DateTimeOffset due)
    {
        var done = dials is [.., { IsWorthRetrying: false }] || dials.Count == MaxRetries + 1;
        Assert.True(
            done
                || CanceledAt is not null
                || due >= Expires
                || pauses.Any(pause => pause.From <= due.Add(AtOnce) && pause.To >= Expires),
            $"{this} was due at {due:O} and not dialed");
    }

    private string StartVariables() => Text(new Dictionary<string, string>(Variables)
    {
        ["phone_number"] = Number,
        ["call_id"] = CallId.ToString(CultureInfo.InvariantCulture),
        ["message_reference"] = Reference,
        ["call_parameters"] = Parameters,
        ["campaign_parameters"] = CampaignParameters,
    });

    private string ResultVariables(IReadOnlyList<Dial> dials)
    {
        var last = dials is [.., var dial] ? dial : null;
        return Text(new Dictionary<string, string>
        {
            ["phone_number"] = Number,
            ["message_reference"] = Reference,
            ["call_parameters"] = Parameters,
            ["call_id"] = CallId.ToString(CultureInfo.InvariantCulture),
            ["result"] = CanceledAt is not null
                ? "canceled"
                : last is { Placement.Completed: true } ? "completed" : "failed",
            ["callee_type"] = last?.Placement.CalleeType.ToString().ToLowerInvariant() ?? "unknown",
            ["attempts"] = dials.Count.ToString(CultureInfo.InvariantCulture),
            ["last_attempt_timestamp"] = last?.At.UnixSeconds() ?? "0",
            ["duration"] = (last?.Placement.DurationSeconds ?? 0).ToString(CultureInfo.InvariantCulture),
        });
    }

    // All names and all values, in one order.
    private static string Text(IReadOnlyDictionary<string, string> fields) =>
        string.Join(
            '\n',
            fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}={field.Value}"));
}

/// <summary>One attempt, and what the gateway answered.</summary>
internal sealed record Dial(int Attempt, DateTimeOffset At, Placement Placement)
{
    public DateTimeOffset EndsAt => Placement.EndsAt.ToDateTimeOffset();

    public bool IsAnswered => Placement.CalleeType is Core.Calls.CalleeType.Voice
        or Core.Calls.CalleeType.AnsweringMachine
        or Core.Calls.CalleeType.Fax;

    public bool IsWorthRetrying => !IsAnswered && Placement.CalleeType != Core.Calls.CalleeType.Unknown;
}

/// <summary>From the answer to a stop to the request to start again.</summary>
internal sealed record Pause(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>It was no stop: calls may start at its beginning.</summary>
    public bool LastsInPart { get; init; }
}
