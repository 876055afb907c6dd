using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Azure.Data.Tables;
using Xunit;

namespace Plum.Worker.Tests;

/// <summary>Requests reach the functions through the worker's own port, and their answers come back.</summary>
public sealed class HttpTests(WorkerFixture worker)
{
    private const int Numbers = 100_000;

    [Fact]
    public async Task Upload_IsTakenInWhileItArrives()
    {
        var schedule = await CreateAsync("api/schedules", JsonContent.Create(new { days = new[] { "mon" } }));
        await CreateAsync("api/profiles", JsonContent.Create(
            new { nickname = "upload", period = 1, amount_per_period = 60, time_between_periods = 0 }));
        var list = new HeldList(() => worker.UntilAsync("numbers are stored", SomeAreStoredAsync));
        using var form = new MultipartFormDataContent
        {
            { new StringContent("2100-01-01"), "start_date" },
            { new StringContent("2100-01-05"), "end_date" },
            { new StringContent(worker.Receiver.StartUrl), "start_url" },
            { new StringContent($"{schedule}"), "schedule_id" },
            { new StringContent("""[{"profile":"upload","start_time":"09:00","end_time":"17:00"}]"""), "profiles" },
            { list, "phone_numbers", "list.csv" },
        };

        var id = await CreateAsync("api/campaigns", form);

        var campaign = JsonElement.Parse(await worker.Client.GetStringAsync($"api/campaigns/{id}"));
        Assert.Equal(Numbers, campaign.GetProperty("counts").GetProperty("accepted").GetInt32());
    }

    [Fact]
    public async Task OtherMethod_IsAnsweredWithThoseAllowed()
    {
        using var answer = await worker.Client.DeleteAsync("api/schedules");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Superset(new HashSet<string> { "GET", "POST" }, answer.Content.Headers.Allow.ToHashSet());
    }

    /// <summary>
    /// Files are sent as they are packed, and the document is made from the docstrings beside the app.
    /// </summary>
    [Theory]
    [InlineData("docs", "/docs/scalar.js")]
    [InlineData("docs/docs.js", "createApiReference")]
    [InlineData("docs/scalar.js", "createApiReference")]
    [InlineData("api/openapi.json", "Started campaigns that use it follow the new days at once.")]
    public async Task Reference_IsServed(string path, string part)
    {
        Assert.Contains(part, await worker.Client.GetStringAsync(path), StringComparison.Ordinal);
    }

    /// <summary>The host does not prefer the literal: the function's name must come first.</summary>
    [Fact]
    public async Task Literal_IsFound_WhereAnotherRouteHasAParameter()
    {
        using var answer = await worker.Client.PostAsJsonAsync("api/campaigns/start", new { campaign_id = 999_999 });

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("999999", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    /// <summary>The same page and the same session as in one process; the cookie comes back over the host.</summary>
    [Fact]
    public async Task Console_IsThere_AndSignsIn()
    {
        using var page = await worker.Client.GetAsync("");
        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        Assert.Contains("PlumFunctions", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var client = new HttpClient { BaseAddress = worker.Client.BaseAddress };
        using var form = new FormUrlEncodedContent([new("login", "demo"), new("pin", "1234")]);
        using var signedIn = await client.PostAsync("api/session", form);
        Assert.True(signedIn.IsSuccessStatusCode, await signedIn.Content.ReadAsStringAsync());
        using var session = await client.GetAsync("api/session");
        using var schedules = await client.GetAsync("api/schedules");
        using var forged = await client.PostAsJsonAsync("api/campaigns/start", new { campaign_id = 1 });

        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Forbidden),
            (session.StatusCode, schedules.StatusCode, forged.StatusCode));
    }

    private async Task<bool> SomeAreStoredAsync()
    {
        await foreach (var _ in new TableClient(worker.Storage, "lists").QueryAsync<TableEntity>(maxPerPage: 1))
        {
            return true;
        }

        return false;
    }

    private async Task<int> CreateAsync(string path, HttpContent content)
    {
        using var answer = await worker.Client.PostAsync(path, content);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode} {body}");
        return JsonElement.Parse(body).GetProperty("response").GetProperty("id").GetInt32();
    }

    /// <summary>A list whose second half is sent only when some of the first has been stored.</summary>
    private sealed class HeldList(Func<Task> stored) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await SendAsync(stream, 0);
            await stored();
            await SendAsync(stream, Numbers / 2);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        private static async Task SendAsync(Stream stream, int from)
        {
            var lines = string.Concat(Enumerable.Range(from, Numbers / 2).Select(i => $"1617{5_550_000 + i},ref{i}\n"));
            await stream.WriteAsync(Encoding.UTF8.GetBytes(lines));
            await stream.FlushAsync();
        }
    }
}
