using System.Globalization;
using Microsoft.AspNetCore.Http;
using Plum.Core.Campaigns;
using Plum.Core.Validation;
using Plum.Functions.Accounts;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Input;

namespace Plum.Functions.Campaigns;

/// <summary>
/// What start and stop have in common: a campaign named by <c>campaign_id</c>, told to do something once.
/// </summary>
public sealed class CampaignCommands(ApiRequests api, IdempotencyKeys keys, DefaultCampaign defaults)
{
    public const string IdField = "campaign_id";

    internal Task<IResult> AnswerAsync(
        HttpRequest http, Func<Caller, CampaignKey, IdempotencyClaim?, Task<Answer>> act, CancellationToken ct) =>
        api.AnswerAsync(http, caller => AnswerAsync(http, caller, act, ct), ct);

    /// <summary>The campaign a request names; null when it names none, which is noted.</summary>
    internal static async ValueTask<CampaignName?> ReadNameAsync(
        FieldReader fields, Caller caller, DefaultCampaign defaults, CancellationToken ct) =>
        (fields.Is(IdField, DefaultCampaign.Name)
            ? DefaultCampaign.Name
            : fields.Require(IdField).AnyWholeNumber(IdField)) is { } id
            ? new(await defaults.KeyOfAsync(caller, id, ct), Answer.NotFound(AccountRows.Campaign, id))
            : null;

    private async Task<Answer> AnswerAsync(
        HttpRequest http,
        Caller caller,
        Func<Caller, CampaignKey, IdempotencyClaim?, Task<Answer>> act,
        CancellationToken ct)
    {
        var sent = await RequestFields.ReadAsync(http, onFile: null, ct);
        var fields = new FieldReader(sent.Sent);
        fields.Errors.RefuseOthers(sent.AllNames, IdField);
        if (await ReadNameAsync(fields, caller, defaults, ct) is not { } campaign || !fields.Errors.None)
        {
            return Answer.Invalid(fields.Errors);
        }

        return campaign.Key.Id == 0
            ? campaign.NotFound
            : await keys.OnceAsync(
                http, caller.Account, Fingerprint.Of(http, sent), claim => act(caller, campaign.Key, claim), ct);
    }

    internal static Answer NotFound(CampaignKey key) =>
        Answer.NotFound(AccountRows.Campaign, key.Id.ToString(CultureInfo.InvariantCulture));
}

/// <summary>A campaign as a request names it.</summary>
/// <param name="Key">With id 0, which no campaign has, when the number is none that a campaign could have.</param>
/// <param name="NotFound">What to answer when it is not there.</param>
internal sealed record CampaignName(CampaignKey Key, Answer NotFound);
