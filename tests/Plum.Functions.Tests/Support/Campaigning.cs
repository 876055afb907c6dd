using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Calls;

namespace Plum.Functions.Tests.Support;

/// <summary>What a user does to get calls placed, each in one line of a test, over HTTP.</summary>
internal static class Campaigning
{
    public static Task<int> CreateScheduleAsync(this HttpClient plum, params string[] days) =>
        plum.CreateAsync("api/schedules", new { days });

    public static Task<int> CreateProfileAsync(
        this HttpClient plum, string nickname, int period, int amount, int rest) =>
        plum.CreateAsync(
            "api/profiles", new { nickname, period, amount_per_period = amount, time_between_periods = rest });

    /// <summary>A campaign on the days and dates of the documents' example unless told otherwise.</summary>
    public static async Task<int> CreateCampaignAsync(this HttpClient plum, CampaignForm form)
    {
        using var content = new MultipartFormDataContent
        {
            { new StringContent(form.StartDate), "start_date" },
            { new StringContent(form.EndDate), "end_date" },
            { new StringContent(form.StartUrl), "start_url" },
            { new StringContent(form.Schedule.ToString()), "schedule_id" },
            { new StringContent(form.Profiles), "profiles" },
            { new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(form.List)), "phone_numbers", "list.csv" },
        };
        if (form.ResultUrl is not null)
        {
            content.Add(new StringContent(form.ResultUrl), "result_url");
        }

        if (form.Retry is not null)
        {
            content.Add(new StringContent(form.Retry), "retry");
        }
        else
        {
            content.Add(new StringContent(form.MaxRetries.ToString()), "max_retries");
            content.Add(new StringContent(form.RetryInterval.ToString()), "retry_interval");
        }

        return await IdOfAsync(await plum.PostAsync("api/campaigns", content));
    }

    /// <summary>Twenty calls a second around the clock: open whenever a test in real time happens to run.</summary>
    public static async Task<int> CreateAroundTheClockAsync(
        this HttpClient plum, string firstDay, int calls, Func<CampaignForm, CampaignForm>? change = null)
    {
        var schedule = await plum.CreateScheduleAsync("mon", "tue", "wed", "thu", "fri", "sat", "sun");
        await plum.CreateProfileAsync("pace", period: 1, amount: 1200, rest: 0);
        const string day = """[{"profile":"pace","start_time":"00:00","end_time":"24:00"}]""";
        var form = new CampaignForm(
            schedule, day, CampaignForm.Numbers(calls))
        { StartDate = firstDay, EndDate = "2199-12-31" };
        return await plum.CreateCampaignAsync(change?.Invoke(form) ?? form);
    }

    public static async Task StartCampaignAsync(this HttpClient plum, int id) =>
        await SucceedAsync(await plum.PostAsJsonAsync("api/campaigns/start", new { campaign_id = id }));

    /// <summary>Stops a campaign in real time.</summary>
    public static async Task StopAsync(this HttpClient plum, int id) =>
        await SucceedAsync(await plum.PostAsJsonAsync("api/campaigns/stop", new { campaign_id = id }));

    /// <summary>Stops a campaign; the answer takes the half second after which no call can start any more.</summary>
    public static async Task StopCampaignAsync(this PlumServer plum, int id)
    {
        var stop = plum.Client.PostAsJsonAsync("api/campaigns/stop", new { campaign_id = id });
        while (!stop.IsCompleted)
        {
            await plum.AdvanceAsync(TimeSpan.FromMilliseconds(100));
        }

        await SucceedAsync(await stop);
    }

    /// <summary>
    /// Cancels everything that waits; the answer takes the half second after which no call can start any more.
    /// </summary>
    public static async Task<long> CancelAllAsync(this PlumServer plum, int id, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"api/campaigns/{id}/calls/cancel");
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        var body = await SucceedAsync(await plum.AnswerAsync(plum.Client.SendAsync(request)));
        return JsonElement.Parse(body).GetProperty("response").GetProperty("canceled").GetInt64();
    }

    /// <summary>Lets the clock run until something has been answered.</summary>
    public static async Task<T> AnswerAsync<T>(this PlumServer plum, Task<T> answer)
    {
        await plum.AnswerAsync((Task)answer);
        return await answer;
    }

    /// <inheritdoc cref="AnswerAsync{T}"/>
    public static async Task AnswerAsync(this PlumServer plum, Task answer)
    {
        while (!answer.IsCompleted)
        {
            await plum.AdvanceAsync(TimeSpan.FromMilliseconds(100));
        }

        await answer;
    }

    public static async Task AddCallsAsync(this HttpClient plum, int id, params string[] numbers) =>
        await SucceedAsync(
            await plum.PostAsJsonAsync("api/campaigns/add-calls", new { campaign_id = id, phone_numbers = numbers }));

    public static Task<CampaignCounts> CountsAsync(this PlumServer plum, int id) =>
        plum.Services.GetRequiredService<CampaignProgress>().CountsAsync(new CampaignKey("demo", id), default);

    public static async Task<int> CreateAsync(this HttpClient plum, string path, object body) =>
        await IdOfAsync(await plum.PostAsJsonAsync(path, body));

    private static async Task<int> IdOfAsync(HttpResponseMessage response)
    {
        var body = await SucceedAsync(response);
        return JsonDocument.Parse(body).RootElement.GetProperty("response").GetProperty("id").GetInt32();
    }

    private static async Task<string> SucceedAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync();
        return response.StatusCode == HttpStatusCode.OK
            ? body
            : throw new HttpRequestException($"{(int)response.StatusCode}: {body}");
    }
}

/// <summary>What a test wants of its campaign.</summary>
internal sealed record CampaignForm(int Schedule, string Profiles, string List)
{
    public string StartDate { get; init; } = "2022-01-01";

    public string EndDate { get; init; } = "2022-01-05";

    public string StartUrl { get; init; } = "http://127.0.0.1:9/start.php";

    public string? ResultUrl { get; init; }

    public int MaxRetries { get; init; }

    public int RetryInterval { get; init; } = 300;

    /// <summary>Rules for each outcome, as JSON, in place of the two.</summary>
    public string? Retry { get; init; }

    /// <summary>So many different numbers, one on each line.</summary>
    public static string Numbers(int count) =>
        string.Concat(Enumerable.Range(0, count).Select(i => $"1617555{i:D4},ref{i}\n"));
}
