using System.Diagnostics.Metrics;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Validation;
using Plum.Functions.Calls;
using Plum.Functions.Calls.Outcomes;
using Plum.Functions.Calls.Results;

namespace Plum.Functions.Shared.Telemetry;

/// <summary>Counts and measures what happens. Costs a look at a flag as long as nobody listens.</summary>
internal static class PlumMeter
{
    public const string Name = "Plum";

    /// <summary>The storage clients' own meter.</summary>
    public const string StorageName = "Plum.Storage";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> CallsEnded = Counter(Metrics.Calls);
    private static readonly Counter<long> Retries = Counter(Metrics.Retries);
    private static readonly Counter<long> Posts = Counter(Metrics.Results);
    private static readonly Counter<long> Callbacks = Counter(Metrics.Callbacks);
    private static readonly Counter<long> Breaks = Counter(Metrics.Broken);
    private static readonly Counter<long> GivenUp = Counter(Metrics.Poisoned);
    private static readonly Counter<long> Findings = Counter(Metrics.Findings);

    private static readonly Histogram<double> Deviation = Histogram(
        Metrics.PaceDeviation, [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30]);

    private static readonly Histogram<double> Age = Histogram(
        Metrics.QueueAge, [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3_600]);

    private static readonly string[] CalleeTypes = EnumNames.All<CalleeType>();

    static PlumMeter() => Meter.CreateObservableGauge(
        Metrics.Stalled.Name, StalledCampaigns.Reading, Metrics.Stalled.Unit, Metrics.Stalled.About);

    /// <summary>
    /// Publishes a zero of what seldom happens: a counter that begins with its first 1 is seen to rise by nothing.
    /// </summary>
    public static void BeginAtZero()
    {
        Ended(Outcome.Unknown, 0);
        foreach (var queue in (string[])[DialCalls.Queue, CampaignControl.Queue, ResultQueue.Queue, OutcomeQueue.Queue])
        {
            GivenUp.Add(0, new KeyValuePair<string, object?>("queue", queue));
        }

        foreach (var kind in Finding.All)
        {
            Findings.Add(0, new KeyValuePair<string, object?>("kind", kind));
        }
    }

    /// <summary>A call was started this long after its instant.</summary>
    public static void Started(Duration late)
    {
        if (Deviation.Enabled)
        {
            Deviation.Record(late.TotalSeconds);
        }
    }

    /// <summary>Outcomes were written down: final ones, and attempts after which another is owed.</summary>
    public static void Recorded(IReadOnlyList<DialedCall> dialed)
    {
        if (!CallsEnded.Enabled && !Retries.Enabled)
        {
            return;
        }

        foreach (var call in dialed)
        {
            if (call.Retry is null)
            {
                Ended(Outcome.Of(call.Attempt), 1, call.Attempt.CalleeType);
            }
            else
            {
                Retried(Retry.Call, 1);
            }
        }
    }

    /// <summary>Calls ended, canceled ones and expired ones without having been placed.</summary>
    public static void Ended(string outcome, long calls, CalleeType type = CalleeType.Unknown) =>
        CallsEnded.Add(
            calls, new("outcome", outcome), new KeyValuePair<string, object?>("callee_type", CalleeTypes[(int)type]));

    /// <summary>Something is done again.</summary>
    public static void Retried(string what, long times) =>
        Retries.Add(times, new KeyValuePair<string, object?>("what", what));

    /// <summary>A message was taken up.</summary>
    public static void TakenUp(string queue, Instant due, TimeProvider time)
    {
        if (Age.Enabled)
        {
            Age.Record(Math.Max(0, (time.Now() - due).TotalSeconds), new KeyValuePair<string, object?>("queue", queue));
        }
    }

    /// <summary>A result was posted.</summary>
    public static void Posted(string outcome) => Posts.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>A gateway told something of a call, or somebody who is none.</summary>
    public static void CalledBack(string outcome) =>
        Callbacks.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>A gateway takes no calls, and is left alone.</summary>
    public static void Broken(string gateway) => Breaks.Add(1, new KeyValuePair<string, object?>("gateway", gateway));

    /// <summary>A message was given up after all its deliveries.</summary>
    public static void Poisoned(string queue) => GivenUp.Add(1, new KeyValuePair<string, object?>("queue", queue));

    /// <summary>Something was found left undone.</summary>
    public static void Found(string kind) => Findings.Add(1, new KeyValuePair<string, object?>("kind", kind));

    private static Counter<long> Counter(Metric metric) =>
        Meter.CreateCounter<long>(metric.Name, metric.Unit, metric.About);

    private static Histogram<double> Histogram(Metric metric, double[] boundaries) => Meter.CreateHistogram(
        metric.Name,
        metric.Unit,
        metric.About,
        null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = boundaries });
}
