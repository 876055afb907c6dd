using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Outbound;
using Plum.Functions.Shared.Telemetry;

namespace Plum.Functions.Calls.Results;

/// <summary>
/// Posts one result and judges the answer: any status of the 200s to the form itself is an acceptance, 410 (Gone)
/// forbids other tries.
/// </summary>
public sealed partial class ResultPoster(OutboundHttp outbound, TimeProvider time, ILogger<ResultPoster> logger)
{
    private const int SeeOther = 303;
    private const int Gone = 410;

    /// <param name="signingKey">The account's; null posts without a signature.</param>
    internal async Task<DueResult> PostAsync(
        CampaignKey key, DueResult due, string? signingKey, ResultMessage asked, CancellationToken ct)
    {
        using var posting = Spans.Result(key, due.Call.CallId, asked);
        var form = FormEncoding.Encode(CallVariables.ForResult(due.Call, due.Record));
        var answer = await outbound.DeliverAsync(due.Url, form, Headers(key, due, signingKey, form), ct);
        if (answer.Status is >= 200 and < 300)
        {
            Note(posting, Post.Accepted);
            return due.With(due.Delivery.Accepted(asked, time.Now()));
        }

        LogNotDelivered(key.Partition, due.Call.CallId, asked.Try + 1, LogPrivacy.Of(Error(answer, answer.Host)));
        var mayRetry = answer.Answered ? answer.Status != Gone : answer.MayRetry;
        var failed = due.Delivery.Failed(asked, time.Now(), Error(answer, answer.Answerer), mayRetry);
        Note(posting, failed.Dead ? Post.Dead : answer.Answered ? Post.Refused : Post.Failed);
        Duration? pause = answer.RetryAfter is { } asks ? Duration.FromTimeSpan(asks) : null;
        return due.With(failed) with { RetryAfter = pause };
    }

    /// <param name="answerer">Who answered; the log names no addresses that redirects led to.</param>
    private static string Error(OutboundAnswer answer, string answerer) => answer.Failure ?? (answer.Status == SeeOther
        ? $"{answerer} answered with status {SeeOther}, a redirect that drops the form; 307 and 308 keep it."
        : string.Create(CultureInfo.InvariantCulture, $"{answerer} answered with status {answer.Status}."));

    private static void Note(Activity? posting, string outcome)
    {
        posting?.SetTag("plum.outcome", outcome).SetStatus(
            outcome is Post.Accepted ? ActivityStatusCode.Unset : ActivityStatusCode.Error);
        PlumMeter.Posted(outcome);
    }

    private IEnumerable<KeyValuePair<string, string>> Headers(
        CampaignKey key, DueResult due, string? signingKey, byte[] form)
    {
        var (delivery, sequence, now) =
            (DueResult.IdOf(key, due.Position), due.Delivery.Sequence, time.Now().ToUnixTimeSeconds());
        yield return new("X-Plum-Delivery", delivery);
        yield return new("X-Plum-Sequence", sequence.ToString(CultureInfo.InvariantCulture));
        yield return new("X-Plum-Timestamp", now.ToString(CultureInfo.InvariantCulture));
        if (signingKey is not null)
        {
            yield return new("X-Plum-Signature", ResultSignature.Of(signingKey, delivery, sequence, now, form));
        }
    }

    [LoggerMessage(
        121, LogLevel.Warning, "Campaign {Campaign}: the result of call {CallId} was not accepted, try {Try}: {Error}")]
    private partial void LogNotDelivered(string campaign, int callId, int @try, string error);
}
