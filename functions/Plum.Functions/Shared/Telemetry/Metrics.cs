namespace Plum.Functions.Shared.Telemetry;

/// <summary>
/// Everything the app counts and measures. Alerts and the dashboard name these, and are checked against this list.
/// </summary>
public static class Metrics
{
    public static readonly Metric Calls = new(
        "plum.calls", MetricKind.Counter, "{call}",
        "Calls that ended. unknown ones count as failed in their campaign: nobody saw how they ended.", "outcome",
        "callee_type");

    public static readonly Metric PaceDeviation = new(
        "plum.pace.deviation", MetricKind.Histogram, "s",
        "How long after its own instant a call was started.");

    public static readonly Metric QueueAge = new(
        "plum.queue.age", MetricKind.Histogram, "s",
        "How long after it was due a message was taken up.", "queue");

    public static readonly Metric Retries = new(
        "plum.retries", MetricKind.Counter, "{retry}",
        "Attempts owed to calls, results to be posted again, changes made again because somebody wrote first.", "what");

    public static readonly Metric Results = new(
        "plum.results", MetricKind.Counter, "{post}",
        "Results posted: accepted, refused by an answer, failed without one, and dead, which are not tried again.",
        "outcome");

    public static readonly Metric Callbacks = new(
        "plum.callbacks", MetricKind.Counter, "{callback}",
        "What gateways told of calls: recorded, known already, early when the placing was not recorded yet, progress, "
            + "and forged.",
        "outcome");

    public static readonly Metric Broken = new(
        "plum.gateways.broken", MetricKind.Counter, "{break}",
        "How often a gateway was left alone because it took no calls.", "gateway");

    public static readonly Metric Poisoned = new(
        "plum.poisoned", MetricKind.Counter, "{message}",
        "Messages given up after all their deliveries.", "queue");

    public static readonly Metric Findings = new(
        "plum.reconcile.findings", MetricKind.Counter, "{finding}",
        "What was found left undone, mostly by the five-minute check.", "kind");

    public static readonly Metric Stalled = new(
        "plum.campaigns.stalled", MetricKind.Gauge, "{campaign}",
        "Campaigns that should have started a call five minutes ago and have not.");

    /// <summary>
    /// Published by the storage clients; a transaction is one operation, and so is each page of a query.
    /// </summary>
    public static readonly Metric StorageOperations = new(
        "plum.storage.operations", MetricKind.Counter, "{operation}",
        "Requests to tables and queues, as a storage account bills them.", "operation", "resource");

    public static IReadOnlyList<Metric> All { get; } =
        [
            Calls,
            PaceDeviation,
            QueueAge,
            Retries,
            Results,
            Callbacks,
            Broken,
            Poisoned,
            Findings,
            Stalled,
            StorageOperations,
        ];
}

/// <summary>One metric as others see it.</summary>
/// <param name="Unit">A UCUM unit; in braces what is counted.</param>
/// <param name="Labels">By which its values are told apart.</param>
public sealed record Metric(
    string Name, MetricKind Kind, string Unit, string About, params IReadOnlyList<string> Labels);

/// <summary>How its values are to be read.</summary>
public enum MetricKind
{
    Counter,
    Histogram,
    Gauge,
}
