using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Accounts;
using Plum.Core.Queueing;
using Plum.Core.VoiceTrends;
using Plum.Core.Volume;
using Plum.Functions.Volume;

namespace Plum.Functions.VoiceTrends;

/// <summary>GET /api/volume/{start}/{end}/{period}/{phone} (Call Volume): how much an account has called.</summary>
public sealed class GetVolume(DataRequests requests, VolumeReport report)
{
    /// <remarks>The segments are optional so that a request without one of them learns which.</remarks>
    [Function("VoiceTrendsVolume")]
    public Task<IResult> Run(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, Route = "api/volume/{start?}/{end?}/{period?}/{phone?}")] HttpRequest http,
        string? start,
        string? end,
        string? period,
        string? phone,
        CancellationToken ct)
    {
        var sent =
            new PostVariables(name => name switch { "start" => start, "end" => end, "period" => period, _ => phone });
        return requests.AnswerAsync(http, (request, account) => AnswerAsync(request, account, sent, ct), ct);
    }

    private async Task<TrendsAnswer> AnswerAsync(
        TrendsRequest request, Account account, PostVariables sent, CancellationToken ct)
    {
        if (VolumeRequest.Read(sent) is not { } asked)
        {
            return request.BadRequest(sent.Faults);
        }

        // Another account's number and one that nobody has look the same.
        if (asked.Number is { } number
            && number != account.CallerId
            && !await report.IsNumberOfAsync(account.Id, number, ct))
        {
            return request.BadRequest(
                [$"phone '{PostVariables.Shown(sent["phone"]!)}' is not a number of this account."]);
        }

        return request.Ok(
            Members(await report.ReadAsync(account.Id, asked.Start, asked.End, asked.Period, asked.Number, ct)));
    }

    private static IEnumerable<TrendsMember> Members(IReadOnlyList<VolumeBucket> buckets) =>
    [
        Series("calls", buckets, sum => sum.Calls),
        Series("call_minutes", buckets, sum => sum.CallMinutes),
        Series("transfers", buckets, sum => sum.Transfers),
        Series("transfer_minutes", buckets, sum => sum.TransferMinutes),
        Series("transfer_rate", buckets, sum => sum.TransferRate),
        Series("average_call_length", buckets, sum => sum.AverageCallLength),
    ];

    private static TrendsMember.Series Series(
        string name, IReadOnlyList<VolumeBucket> buckets, Func<VolumeSum, double> value) =>
        new(name, [.. buckets.Select(bucket => (bucket.Key, value(bucket.Sum)))]);
}
