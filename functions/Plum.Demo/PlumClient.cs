using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Plum.Demo;

/// <summary>Speaks the scheduling interface as a customer's program would: plain HTTP and JSON.</summary>
internal sealed class PlumClient : IDisposable
{
    private readonly HttpClient _http;

    public PlumClient(string address, string token)
    {
        _http = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(10) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public void Dispose() => _http.Dispose();

    public Task<int> CreateScheduleAsync(string days, string nickname) =>
        CreateAsync("api/schedules", new Dictionary<string, string> { ["days"] = days, ["nickname"] = nickname });

    public Task<int> CreateProfileAsync(long period, long amount, long rest, string nickname, string? spread = null)
    {
        var fields = new Dictionary<string, string>
        {
            ["period"] = Text(period),
            ["amount_per_period"] = Text(amount),
            ["time_between_periods"] = Text(rest),
            ["nickname"] = nickname,
        };

        if (spread is not null)
        {
            fields["spread"] = spread;
        }

        return CreateAsync("api/profiles", fields);
    }

    /// <summary>Makes a campaign with its list, sent as a file as the documents do.</summary>
    public async Task<int> CreateCampaignAsync(Dictionary<string, string> fields, HttpContent phoneNumbers)
    {
        using var form = new MultipartFormDataContent();

        foreach (var (name, value) in fields)
        {
            form.Add(new StringContent(value), name);
        }

        form.Add(phoneNumbers, "phone_numbers", "numbers.csv");
        return await CreateAsync("api/campaigns", form);
    }

    public async Task StartAsync(int campaign)
    {
        using var form = new FormUrlEncodedContent([new("campaign_id", Text(campaign))]);
        using var response = await _http.PostAsync(new Uri("api/campaigns/start", UriKind.Relative), form);
        await ReadAsync(response);
    }

    public async Task<JsonNode> GetAsync(string path)
    {
        using var response = await _http.GetAsync(new Uri(path, UriKind.Relative));
        return await ReadAsync(response);
    }

    /// <summary>Every call of a campaign, page after page as the Link header leads.</summary>
    public async IAsyncEnumerable<JsonNode> CallsAsync(int campaign)
    {
        string? next = $"api/campaigns/{campaign}/calls?limit=1000";

        while (next is not null)
        {
            using var response = await _http.GetAsync(new Uri(next, UriKind.RelativeOrAbsolute));
            var page = await ReadAsync(response);

            foreach (var call in page.AsArray())
            {
                yield return call!;
            }

            next = Next(response);
        }
    }

    // <…>; rel="next"
    private static string? Next(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Link", out var links)
            ? links.SelectMany(link => link.Split(','))
                .Where(link => link.Contains("rel=\"next\"", StringComparison.Ordinal))
                .Select(link => link[
                    (link.IndexOf('<', StringComparison.Ordinal) + 1)..link.IndexOf('>', StringComparison.Ordinal)])
                .FirstOrDefault()
            : null;

    private async Task<int> CreateAsync(string path, Dictionary<string, string> fields)
    {
        using var form = new FormUrlEncodedContent(fields);
        return await CreateAsync(path, form);
    }

    private async Task<int> CreateAsync(string path, HttpContent content)
    {
        using var response = await _http.PostAsync(new Uri(path, UriKind.Relative), content);
        return (await ReadAsync(response))["response"]!["id"]!.GetValue<int>();
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        var (request, beginning) = (response.RequestMessage!, text[..Math.Min(text.Length, 500)]);
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(text)!
            : throw new InvalidOperationException(
                $"{request.Method} {request.RequestUri!.PathAndQuery} answered "
                    + $"{(int)response.StatusCode}: {beginning}");
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
