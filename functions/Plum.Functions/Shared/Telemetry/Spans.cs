using System.Diagnostics;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Core.Validation;
using Plum.Functions.Accounts;
using Plum.Functions.Calls;
using Plum.Functions.Gateways;

namespace Plum.Functions.Shared.Telemetry;

/// <summary>
/// What one campaign's work looks like from outside, as activities that name their campaign and never a telephone
/// number.
/// </summary>
/// <remarks>
/// Work goes from one function to the next by messages. A message carries who sent it, as a W3C traceparent, only while
/// that is being recorded; whoever takes it up links to it.
/// </remarks>
internal static class Spans
{
    public const string SourceName = "Plum";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>What is going on here, for a message to carry; null as long as nobody records it.</summary>
    public static string? Cause =>
        Source.HasListeners() && Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } current
            ? current.Id
            : null;

    /// <summary>A campaign is looked at, and what is next decided.</summary>
    public static Activity? Plan(CampaignKey campaign, string? cause) =>
        Begin("plan", ActivityKind.Consumer, campaign, cause);

    /// <summary>The calls of a stretch are given out.</summary>
    public static Activity? Release(CampaignKey campaign, long epoch) =>
        Begin("release", ActivityKind.Producer, campaign, null)?.SetTag("plum.epoch", epoch);

    /// <summary>A dial message is worked on.</summary>
    public static Activity? Dial(CampaignKey campaign, DialMessage message) =>
        Begin("dial", ActivityKind.Consumer, campaign, message.Cause)?
            .SetTag("plum.epoch", message.Epoch)
            .SetTag("plum.calls", message.Count);

    /// <summary>The gateway is asked to place a call.</summary>
    public static Activity? Gateway(CampaignKey campaign, int callId, int attempt) =>
        Begin("gateway", ActivityKind.Client, campaign, null)?.SetTag("plum.call", callId).SetTag(
            "plum.attempt", attempt);

    /// <summary>A result is posted.</summary>
    public static Activity? Result(CampaignKey campaign, int callId, ResultMessage message) =>
        Begin("result", ActivityKind.Client, campaign, message.Cause)?
            .SetTag("plum.call", callId)
            .SetTag("plum.try", message.Try + 1);

    /// <summary>What is going on here works on this run.</summary>
    public static void Name(StoredRun run) => Mine?.SetTag("plum.run", run.Row);

    /// <summary>The request is this caller's.</summary>
    public static void Name(Caller caller) => Activity.Current?.SetTag("plum.account", caller.Account);

    public static void Answered(this Activity? activity, GatewayAnswer answer) =>
        _ = answer is GatewayAnswer.Ended { Outcome: var outcome }
        ? activity?
            .SetTag("plum.outcome", Outcome.Of(outcome.Completed, outcome.CalleeType))
            .SetTag("plum.callee_type", outcome.CalleeType.Lower())
        : activity?.SetTag("plum.outcome", answer is GatewayAnswer.Placed ? "placed" : "not_placed");

    /// <summary>Names the kind of fault alone: its sentence may quote what nobody is to read.</summary>
    public static void Failed(this Activity? activity, Exception fault) =>
        activity?.SetTag("error.type", fault.GetType().FullName).SetStatus(ActivityStatusCode.Error);

    /// <summary>Does work under the activity, and ends it.</summary>
    public static async Task<T> OverAsync<T>(this Activity? activity, Func<Task<T>> work)
    {
        using (activity)
        {
            try
            {
                return await work();
            }
            catch (Exception e)
            {
                activity.Failed(e);
                throw;
            }
        }
    }

    /// <inheritdoc cref="OverAsync{T}"/>
    public static Task OverAsync(this Activity? activity, Func<Task> work) => activity.OverAsync(async () =>
    {
        await work();
        return true;
    });

    private static Activity? Mine => Activity.Current is { } current && current.Source == Source ? current : null;

    private static Activity? Begin(string name, ActivityKind kind, CampaignKey campaign, string? cause)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        ActivityLink[]? links = ActivityContext.TryParse(cause, null, isRemote: true, out var context)
            ? [new(context)]
            : null;
        var activity = Source.StartActivity(name, kind, default(ActivityContext), tags: null, links);
        return activity?.SetTag("plum.account", campaign.Account).SetTag("plum.campaign", campaign.Id);
    }
}
