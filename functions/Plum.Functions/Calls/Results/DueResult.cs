using System.Globalization;
using Azure;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;

namespace Plum.Functions.Calls.Results;

/// <summary>A final result that is to be posted, or has just been.</summary>
/// <param name="RetryAfter">How long its receiver, who has not accepted it, asks to be left alone, or null.</param>
internal sealed record DueResult(ListedCall Call, CallRecord Record, Uri Url, Duration? RetryAfter = null)
{
    public long Position => Record.Position;

    public ResultDelivery Delivery => Record.Delivery;

    /// <summary>Names the result to its receiver, the same in every repetition.</summary>
    public static string IdOf(CampaignKey key, long position) =>
        string.Create(CultureInfo.InvariantCulture, $"{key.Partition}-{position}");

    public DueResult With(ETag version) => this with { Record = Record with { Version = version } };

    public DueResult With(ResultDelivery delivery) => this with { Record = Record with { Delivery = delivery } };
}
