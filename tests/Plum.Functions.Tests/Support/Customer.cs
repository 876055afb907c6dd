using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Plum.Functions.Accounts;
using Xunit;

namespace Plum.Functions.Tests.Support;

/// <summary>A customer with an account of its own, who speaks to the API and gets short replies.</summary>
public sealed class Customer(HttpClient http, string account) : IDisposable
{
    private static int _customers;

    public HttpClient Http => http;

    public string Account => account;

    /// <summary>The login for the outbound web services; its PIN is 1234.</summary>
    public string Login => $"login {account["customer".Length..]}";

    /// <summary>A new account on the server, so that tests share a server and nothing else.</summary>
    public static async Task<Customer> SignUpAsync(PlumServer server)
    {
        var number = Interlocked.Increment(ref _customers);
        var (account, token) = ($"customer{number}", Guid.NewGuid().ToString());
        Assert.True(await server.Services
            .GetRequiredService<AccountDirectory>()
            .TryAddAsync(account, $"login {number}", "1234", default));
        await server.Services.GetRequiredService<TokenTable>().AddAsync(account, token, default);
        return new(server.NewClient(token), account);
    }

    public Task<ApiReply> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<ApiReply> PatchAsync(string path) => SendAsync(HttpMethod.Patch, path, null);

    public Task<ApiReply> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    /// <summary>A multipart form, as the documents' examples send it.</summary>
    public Task<ApiReply> PostAsync(string path, params (string Name, string Value)[] fields) =>
        SendAsync(HttpMethod.Post, path, fields.Length == 0 ? null : Form(fields));

    public Task<ApiReply> PostJsonAsync(string path, object body) =>
        SendAsync(HttpMethod.Post, path, JsonContent.Create(body));

    public async Task<ApiReply> SendAsync(
        HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request);
        return new(
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Headers,
            response.Content.Headers);
    }

    public static MultipartFormDataContent Form(params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
        {
            form.Add(new StringContent(value), name);
        }

        return form;
    }

    /// <summary>Makes a token and answers it.</summary>
    public async Task<string> TokenAsync(string label, string? expires = null)
    {
        var reply = await PostJsonAsync("api/tokens", new { label, expires_at = expires });
        Assert.True(reply.Status == 200, reply.Body);
        return reply.Json.GetProperty("response").GetProperty("token").GetString()!;
    }

    /// <summary>
    /// Schedule 1, profile 1 and a campaign made of them, as in the documents' example; answers the campaign's id.
    /// </summary>
    public async Task<int> CampaignAsync(string? list = null, params (string Name, string Value)[] changes)
    {
        await PostAsync("api/schedules", ("days", """["mon","wed","fri"]"""), ("nickname", "3wkdays"));
        await PostAsync(
            "api/profiles",
            ("period", "30"),
            ("amount_per_period", "100"),
            ("time_between_periods", "10"),
            ("nickname", "MorningPace"));
        using var form =
            Form([.. CampaignFields.Where(field => changes.All(change => change.Name != field.Name)), .. changes]);
        if (list is not null)
        {
            form.Add(new StringContent(list), "phone_numbers", "numbers.csv");
        }

        var reply = await SendAsync(HttpMethod.Post, "api/campaigns", form);
        Assert.True(reply.Status == 200, reply.Body);
        return reply.Json.GetProperty("response").GetProperty("id").GetInt32();
    }

    /// <summary>What the documents' Create Campaign example sends, without its list.</summary>
    public static readonly (string Name, string Value)[] CampaignFields =
    [
        ("start_date", "2022-01-01"),
        ("end_date", "2022-01-05"),
        ("profiles", """[{"profile":"MorningPace","start_time":"08:00","end_time":"11:00"}]"""),
        ("schedule_id", "1"),
        ("start_url", "http://charles.plumgroup.com/~schan/src/charles/vxml/start.php"),
        ("result_url", "http://myserver.com/storesmsresults.php"),
    ];

    public void Dispose() => http.Dispose();
}

/// <summary>An answer, read whole.</summary>
public sealed record ApiReply(int Status, string Body, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public System.Text.Json.JsonElement Json => System.Text.Json.JsonElement.Parse(Body);

    public string? Header(string name) =>
        Headers.TryGetValues(name, out var values) || ContentHeaders.TryGetValues(name, out values)
            ? string.Join(", ", values)
            : null;

    /// <summary>Status and body in one, for assertions that show both.</summary>
    public override string ToString() => $"{Status} {Body}";
}
