using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Campaigns;
using Plum.Core.Validation;
using Plum.Functions.Campaigns;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls.Results;

/// <summary>
/// GET /api/campaigns/{id}/dead-letters: the results that result_url did not accept, by call id, a page at a time.
/// </summary>
public sealed class GetDeadLetters(CampaignRequests requests, CampaignTable campaigns, ResultTable results)
{
    [Function(nameof(GetDeadLetters))]
    public Task<IResult> Run(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "get", "head", Route = "api/campaigns/{id}/dead-letters")] HttpRequest http,
        string id,
        CancellationToken ct) =>
        requests.AnswerAsync(http, id, key => AnswerAsync(http, key, ct), ct);

    private async Task<Answer?> AnswerAsync(HttpRequest http, CampaignKey key, CancellationToken ct)
    {
        if (await campaigns.FindCampaignAsync(key, ct) is null)
        {
            return null;
        }

        var errors = new FieldErrors();
        if (Paging.Read(http, errors, GetCampaignCalls.DefaultLimit, GetCampaignCalls.MaxLimit) is not { } paging)
        {
            return Answer.Invalid(errors);
        }

        var found = await results.ListDeadAsync(key, paging.After, paging.Limit + 1, ct);
        return paging.Answer(http, found, letter => letter.CallId, (json, letter) => Write(json, key, letter));
    }

    private static void Write(Utf8Json json, CampaignKey key, DeadLetter letter)
    {
        json.WriteNumber("call_id", letter.CallId);
        json.WriteString("phone_number", letter.PhoneNumber);
        json.WriteString("message_reference", letter.MessageReference);
        json.WriteString("result", letter.Result);
        json.WriteString("delivery", DueResult.IdOf(key, letter.Position));
        json.WriteNumber("sequence", letter.Sequence);
        json.WriteNumber("tries", letter.Tries);
        json.WriteNumber("last_try", letter.LastTry);
        json.WriteString("error", letter.Error);
    }
}
