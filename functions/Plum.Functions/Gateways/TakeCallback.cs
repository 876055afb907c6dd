using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Plum.Core.Calls;
using Plum.Functions.Calls.Outcomes;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Input;
using Plum.Functions.Shared.Telemetry;

namespace Plum.Functions.Gateways;

/// <summary>/gateways/NAME/ATTEMPT (Callback): a gateway tells what came of a call.</summary>
/// <remarks>
/// Answered once the outcome is kept. Only addresses that we made name an attempt, and a gateway that signs must have
/// signed: anything else is refused with 403 and counted, and changes nothing.
/// </remarks>
public sealed partial class TakeCallback(
    GatewayDirectory gateways, Callbacks callbacks, OutcomeBook book, OutcomeQueue queue, ILogger<TakeCallback> logger)
{
    private static readonly InputLimits Limits = new(MaxBodyBytes: 1 << 20, MaxFields: 200);

    [Function(nameof(TakeCallback))]
    public async Task<IResult> Run(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "get", "post", Route = "gateways/{gateway}/{attempt}")] HttpRequest http,
        string gateway,
        string attempt,
        CancellationToken ct)
    {
        try
        {
            return await AnswerAsync(http, gateway, attempt, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return Trouble.Of(e, http, logger).Answer;
        }
    }

    private async Task<Answer> AnswerAsync(HttpRequest http, string gateway, string name, CancellationToken ct)
    {
        if (gateways.Find(gateway) is not { } speaker || callbacks.Read(gateway, name) is not { } attempt)
        {
            return Forged(gateway);
        }

        var fields = await RequestFields.ReadAsync(http, Limits, onFile: null, ct);
        var told = speaker.Read(new(callbacks.AddressOf(http.Path + http.QueryString), fields, http.Headers));
        if (told is CallbackWord.Forged)
        {
            return Forged(gateway);
        }

        PlumMeter.CalledBack(
            told is CallbackWord.Over { Outcome: var outcome } ? await TakeAsync(attempt, outcome, ct) : Told.Progress);
        return Answer.Success;
    }

    private async Task<string> TakeAsync(AttemptKey attempt, Placement outcome, CancellationToken ct)
    {
        var known = await book.RecordAsync(attempt, outcome, ct);
        if (known == OutcomeBook.Known.NotYetPlaced)
        {
            await queue.KeepAsync(attempt, outcome, 0, ct);
        }

        return known switch
        {
            OutcomeBook.Known.Open => Told.Recorded,
            OutcomeBook.Known.NotYetPlaced => Told.Early,
            _ => Told.Known,
        };
    }

    private Answer Forged(string gateway)
    {
        PlumMeter.CalledBack(Told.Forged);
        LogForged(gateways.Find(gateway) is null ? "no gateway of ours" : gateway);
        return Answer.Error(
            StatusCodes.Status403Forbidden, "This is no callback of ours, or it is not signed by the gateway.");
    }

    [LoggerMessage(105, LogLevel.Warning, "A callback that {Gateway} did not make was refused")]
    private partial void LogForged(string gateway);
}
