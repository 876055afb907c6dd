using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;
using Plum.Core.Calls;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Telemetry;
using Polly;
using Polly.CircuitBreaker;

namespace Plum.Functions.Gateways;

/// <summary>
/// Keeps calls from a gateway that does not take them: after a stretch of failures all wait, one is tried, and then
/// they go on.
/// </summary>
/// <remarks>
/// Each process has its own breaker. When one opens, that stands in storage: no process gives out calls meanwhile, and
/// after a restart the first call that fails is enough to go on waiting.
/// </remarks>
public sealed partial class GatewayBreakers(
    TableServiceClient tables, TimeProvider time, ILogger<GatewayBreakers> logger)
{
    private const string Partition = "gateways";
    private const double FailureRatio = 0.5;
    private const int FewestCalls = 4;
    private static readonly TimeSpan Stretch = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>However much longer a gateway asks to be left alone.</summary>
    private static readonly Duration LongestWait = Duration.FromHours(1);

    /// <summary>How long a reading of the pauses is good for.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private static readonly GatewayAnswer LeftAlone = new GatewayAnswer.NotPlaced(
        "the gateway takes no calls just now");

    private readonly TableClient _pauses = tables.GetTableClient("calls");
    private readonly ConcurrentDictionary<string, ResiliencePipeline<GatewayAnswer>> _pipelines = new(
        StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, GatewayPause> _known = new(StringComparer.OrdinalIgnoreCase);
    private long? _readAt;

    /// <summary>Places a call unless the gateway is being left alone.</summary>
    public async Task<GatewayAnswer> PlaceAsync(
        string name, IDialGateway gateway, DialRequest request, CancellationToken ct)
    {
        if (_known.GetValueOrDefault(name)?.Until > time.Now())
        {
            return LeftAlone;
        }

        try
        {
            var answer = await PipelineOf(name).ExecuteAsync(
                async stop => await AskAsync(name, gateway, request, stop), ct);
            var no = answer as GatewayAnswer.NotPlaced;
            await (no?.Wait is null ? TriedAsync(name, no?.Reason) : PauseAsync(name, no.Reason, no.Wait));
            return answer;
        }
        catch (BrokenCircuitException)
        {
            return LeftAlone;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await TriedAsync(name, LogPrivacy.Of(e.Message));
            throw;
        }
    }

    // What a gateway's class throws before it has sent anything leaves nobody in doubt.
    private async Task<GatewayAnswer> AskAsync(
        string name, IDialGateway gateway, DialRequest request, CancellationToken ct)
    {
        try
        {
            return await gateway.PlaceAsync(request, ct);
        }
        catch (ArgumentException e)
        {
            var fault = LogPrivacy.Of(e.Message);
            LogNotSent(request.Key.Campaign.Partition, name, fault);
            return new GatewayAnswer.Ended(new(false, CalleeType.Failed, time.Now(), 0, $"not placed: {fault}"));
        }
        catch (OptionsValidationException e)
        {
            return new GatewayAnswer.NotPlaced(LogPrivacy.Of(e.Message));
        }
    }

    // A call tried after a pause that another process noted, or this one before it was started again.
    private async Task TriedAsync(string name, string? fault)
    {
        if (_known.GetValueOrDefault(name) is not { } pause || pause.Until > time.Now())
        {
            return;
        }

        if (fault is null)
        {
            await ClosedAsync(name);
        }
        else
        {
            await PauseAsync(name, fault);
        }
    }

    /// <summary>
    /// Until when a gateway is left alone, or, when that is over, that one call is to be tried; null when nothing is
    /// wrong with it.
    /// </summary>
    public async ValueTask<GatewayPause?> PauseOfAsync(string name, CancellationToken ct)
    {
        if (_readAt is not { } at || time.GetElapsedTime(at) >= Fresh)
        {
            at = time.GetTimestamp();
            var found = await _pauses.QueryAsync<TableEntity>(
                row => row.PartitionKey == Partition, cancellationToken: ct)
                .Select(PauseOf)
                .ToListAsync(ct);
            foreach (var whole in _known.Keys.Except(found.Select(pause => pause.Gateway)))
            {
                _known.TryRemove(whole, out _);
            }

            found.ForEach(pause => _known[pause.Gateway] = pause);
            _readAt = at;
        }

        return _known.GetValueOrDefault(name);
    }

    private ResiliencePipeline<GatewayAnswer> PipelineOf(string name) => _pipelines.GetOrAdd(name, _ =>
        new ResiliencePipelineBuilder<GatewayAnswer> { TimeProvider = time }
            .AddCircuitBreaker(new()
            {
                ShouldHandle = new PredicateBuilder<GatewayAnswer>()
                    .HandleResult(answer => answer is GatewayAnswer.NotPlaced)
                    .Handle<Exception>(fault => fault is not OperationCanceledException),
                FailureRatio = FailureRatio,
                MinimumThroughput = FewestCalls,
                SamplingDuration = Stretch,
                BreakDuration = ShortestPause,
                OnClosed = _ => ClosedAsync(name),
                OnOpened = opened => new(PauseAsync(name, FaultOf(opened.Outcome))),
            })
            .Build());

    private static string FaultOf(Outcome<GatewayAnswer> outcome) =>
        outcome.Result is GatewayAnswer.NotPlaced { Reason: var why }
            ? why
            : LogPrivacy.Of(outcome.Exception?.Message ?? "it does not answer");

    // As long as the gateway asks; else each time longer than the one before, until a call is taken.
    private async Task PauseAsync(string name, string reason, Duration? asked = null)
    {
        if (Longer(name, reason, asked) is not { } pause)
        {
            return;
        }

        PlumMeter.Broken(name);
        LogBroken(name, reason, (int)Math.Ceiling((pause.Until - time.Now()).TotalSeconds));
        var row = new TableEntity(Partition, name)
        {
            ["Until"] = pause.Until.ToUnixTimeTicks(),
            ["Times"] = pause.Times,
            ["Reason"] = reason,
        };
        await SaveAsync(() => _pauses.UpsertEntityAsync(row, TableUpdateMode.Replace));
    }

    // Null when it is being left alone already: a call that fails may come here by both of its ways.
    private GatewayPause? Longer(string name, string reason, Duration? asked)
    {
        lock (_known)
        {
            var (before, now) = (_known.GetValueOrDefault(name), time.Now());
            var left = asked is { } wait ? Duration.Min(wait, LongestWait) : Duration.Zero;
            if (before?.Until > now + left)
            {
                return null;
            }

            var times = before is null ? 0 : before.Times + 1;
            var length = asked is null
                ? Duration.FromTicks(Math.Min(LongestPause.Ticks, ShortestPause.Ticks << Math.Min(times, 10)))
                : left;
            return _known[name] = new(name, now + length, times, reason);
        }
    }

    private async ValueTask ClosedAsync(string name)
    {
        _known.TryRemove(name, out _);
        LogWhole(name);
        await SaveAsync(() => _pauses.DeleteEntityAsync(Partition, name, ETag.All));
    }

    // The breaker of this process stands without the row: calls are given back here, and given out anew from time to
    // time.
    private async Task SaveAsync(Func<Task> save)
    {
        try
        {
            await save();
        }
        catch (RequestFailedException e)
        {
            LogNotSaved(e);
        }
    }

    private static GatewayPause PauseOf(TableEntity row) =>
        new(
            row.RowKey,
            Instant.FromUnixTimeTicks(row.GetInt64("Until")!.Value),
            row.GetInt32("Times")!.Value,
            row.GetString("Reason"));

    [LoggerMessage(
        106, LogLevel.Error,
        "Gateway {Gateway} takes no calls: {Reason}. Its campaigns wait for {Seconds} s; then one call is tried")]
    private partial void LogBroken(string gateway, string reason, int seconds);

    [LoggerMessage(
        110, LogLevel.Error,
        "Campaign {Campaign}: gateway {Gateway} cannot place a call, and has sent nothing: {Fault}")]
    private partial void LogNotSent(string campaign, string gateway, string fault);

    [LoggerMessage(107, LogLevel.Information, "Gateway {Gateway} takes calls again")]
    private partial void LogWhole(string gateway);

    [LoggerMessage(108, LogLevel.Warning, "What gateways are left alone could not be saved")]
    private partial void LogNotSaved(Exception exception);
}

/// <summary>A gateway is left alone.</summary>
/// <param name="Until">Then one call is tried.</param>
/// <param name="Times">How many pauses there were before this one, with no call taken since.</param>
/// <param name="Reason">What was the matter last; it names no number and no secret.</param>
public sealed record GatewayPause(string Gateway, Instant Until, int Times, string Reason);
