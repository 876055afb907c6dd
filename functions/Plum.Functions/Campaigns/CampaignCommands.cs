using System.Globalization;
using Microsoft.AspNetCore.Http;
using Plum.Core.Campaigns;
using Plum.Core.Validation;
using Plum.Functions.Accounts;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Input;

namespace Plum.Functions.Campaigns;

/// <summary>What start and stop have in common: a campaign named by <c>campaign_id</c>, told to do something once.</summary>
public sealed class CampaignCommands(ApiRequests api, IdempotencyKeys keys)
{
    public const string IdField = "campaign_id";

    internal Task<IResult> AnswerAsync(HttpRequest http, Func<CampaignKey, IdempotencyClaim?, Task<Answer>> act, CancellationToken ct) =>
        api.AnswerAsync(
            http,
            async account =>
            {
                var sent = await RequestFields.ReadAsync(http, onFile: null, ct);
                var fields = new FieldReader(sent.Sent);
                return ReadKey(fields, account) is { } key
                    ? await keys.OnceAsync(http, account, Fingerprint.Of(http, sent), claim => act(key, claim), ct)
                    : Answer.Invalid(fields.Errors);
            },
            ct);

    /// <summary>The campaign a request names; null when it names none, which is noted. A number too great names a campaign that is not there.</summary>
    internal static CampaignKey? ReadKey(FieldReader fields, string account) =>
        fields.Require(IdField).WholeNumber(IdField, 1, long.MaxValue) is { } id ? new(account, (int)Math.Min(id, int.MaxValue)) : null;

    internal static Answer NotFound(CampaignKey key) =>
        Answer.NotFound(AccountRows.Campaign, key.Id.ToString(CultureInfo.InvariantCulture));
}
