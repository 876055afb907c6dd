using System.Net;
using System.Net.Http.Json;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Plum.Functions.Tests.Support;
using Plum.Standalone.Host;
using Xunit;

namespace Plum.Functions.Tests.Health;

/// <summary>
/// A data folder on a disk that runs full and has room again later, on a read-only one, and with a damaged file.
/// </summary>
public sealed class DataFolderTests
{
    private const string Ready = """{"status":"ready","parts":{"app":"ok","tables":"ok","queues":"ok"}}""";
    private const string NotReady =
        """{"status":"not ready","parts":{"app":"ok","tables":"the disk of the data folder is full","queues":"ok"}}""";
    private const string Refusal =
        """{"status":"error","error":"The disk of the data folder is full; make room on it and try again."}""";

    [Fact]
    public async Task SmallWrites_GoOn_WhenTheDiskIsFull_AndListsAreRefused()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 120);
        await using var plum = await StartAsync(disk);
        var campaign = await plum.Client.CreateAroundTheClockAsync("2021-12-31", 10);

        disk.Fill();

        await plum.Client.StartCampaignAsync(campaign);
        await plum.StopCampaignAsync(campaign);
        Assert.Equal(Refusal, await (await AddCallsAsync(plum, campaign)).Content.ReadAsStringAsync());
        Assert.Empty(await plum.Services.GetRequiredService<TableServiceClient>().GetTableClient("lists")
            .QueryAsync<TableEntity>("PartitionKey eq 'uploading'").ToListAsync());
        Assert.Equal(10, (await plum.CountsAsync(campaign)).Accepted);

        disk.MakeRoom();

        Assert.Equal(HttpStatusCode.OK, (await AddCallsAsync(plum, campaign)).StatusCode);
    }

    [Fact]
    public async Task Reads_AreServed_AndTheServiceStarts_WhenNothingCanBeWritten()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 60); // too small for a reserve
        await using var plum = await StartAsync(disk);
        await plum.Client.CreateScheduleAsync("mon");
        disk.Fill();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, Refusal), await CreateAsync(plum));
        Assert.Equal(NotReady, await ReadyAsync(plum));
        await plum.RestartAsync();
        Assert.Contains("mon", await plum.Client.GetStringAsync("api/schedules"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, Refusal), await CreateAsync(plum));
        Assert.Equal(NotReady, await ReadyAsync(plum));

        disk.MakeRoom();

        Assert.Equal(HttpStatusCode.OK, (await CreateAsync(plum)).Status);
        Assert.Equal(Ready, await ReadyAsync(plum));
    }

    [Fact]
    public async Task ReadOnlyFolder_IsToldAsThat()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 60);
        await (await StartAsync(disk)).DisposeAsync();
        await disk.MakeReadOnlyAsync();

        var refused = await Assert.ThrowsAsync<StandaloneStartupException>(() => StartAsync(disk));

        Assert.Contains("is on a file system that is mounted read-only", refused.Message);
    }

    [Fact]
    public async Task DamagedFile_IsToldAtTheStartOrInTheAnswer()
    {
        var folder = Directory.CreateTempSubdirectory("plum-damaged-").FullName;
        await using (var plum = await PlumServer.StartAsync(new() { DataFolder = folder }))
        {
            await plum.Client.CreateAroundTheClockAsync("2021-12-31", 2_000);
        }

        using (var file = File.OpenWrite(Path.Combine(folder, "plum.db")))
        {
            file.Seek(32 << 10, SeekOrigin.Begin); // behind the schema
            file.Write([.. Enumerable.Repeat((byte)0xA5, (int)(file.Length - file.Position))]);
        }

        Assert.Contains("he data file is damaged", await ToldAsync(folder));
        Directory.Delete(folder, recursive: true);
    }

    // At the start, when it needs what is damaged, or in an answer.
    private static async Task<string> ToldAsync(string folder)
    {
        try
        {
            await using var plum = await PlumServer.StartAsync(new() { DataFolder = folder, MayFail = true });
            using var answer = await plum.Client.GetAsync("api/campaigns");
            return await answer.Content.ReadAsStringAsync();
        }
        catch (StandaloneStartupException refused)
        {
            return refused.Message;
        }
    }

    private static Task<PlumServer> StartAsync(SmallDisk disk) =>
        PlumServer.StartAsync(new() { DataFolder = Path.Combine(disk.Folder, "data"), MayFail = true });

    private static async Task<(HttpStatusCode Status, string Body)> CreateAsync(PlumServer plum)
    {
        using var answer =
            await plum.Client.PostAsJsonAsync("api/schedules", new { nickname = "later", days = new[] { "tue" } });
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static Task<HttpResponseMessage> AddCallsAsync(PlumServer plum, int campaign)
    {
        var list = string.Concat(Enumerable.Range(0, 50_000).Select(i => $"1617{5_550_000 + i},reference-{i}\n"));
        var form = new MultipartFormDataContent
        {
            { new StringContent($"{campaign}"), "campaign_id" },
            { new StringContent(list), "phone_numbers", "list.csv" },
        };
        return plum.Client.PostAsync("api/campaigns/add-calls", form);
    }

    private static async Task<string> ReadyAsync(PlumServer plum)
    {
        await plum.AdvanceAsync(TimeSpan.FromSeconds(6)); // an answer is good for five seconds
        using var answer = await plum.Client.GetAsync("health/ready");
        return await answer.Content.ReadAsStringAsync();
    }
}
