using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Plum.Demo;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Calls.Results;

/// <summary>
/// P6: DELETE takes the waiting calls away; those that were placed end and are reported, though the campaign is gone.
/// </summary>
public sealed class DeletedCampaignTests : IAsyncLifetime
{
    private readonly RecordingGateway _gateway = new();
    private Receiver _receiver = null!;
    private PlumServer _plum = null!;

    public async ValueTask InitializeAsync()
    {
        _receiver = await Receiver.StartAsync();
        _plum = await PlumServer.StartAsync(new() { Services = _gateway.Register });
    }

    public async ValueTask DisposeAsync()
    {
        await _plum.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task PlacedCalls_EndAndArePosted()
    {
        var campaign = await StartAsync(100);
        await _plum.AdvanceToAsync(Monday(8, 3));
        Assert.True((await _plum.CountsAsync(campaign)).InFlight > 0);

        var demo = await DeleteAsync(campaign);
        Assert.Equal(404, (await demo.GetAsync($"api/campaigns/{campaign}")).Status);
        Assert.Equal("200 []", (await demo.GetAsync("api/campaigns")).ToString());
        Assert.Equal(404, (await demo.GetAsync($"api/campaigns/{campaign}/calls")).Status);
        Assert.Equal(404, (await demo.GetAsync($"api/campaigns/{campaign}/dead-letters")).Status);
        await _plum.AdvanceToAsync(Monday(8, 20));

        AssertAllPosted();
        Assert.True(_gateway.Asked.Count < 20);
    }

    [Fact]
    public async Task Results_AreTriedForADay_AndOverARestart()
    {
        _receiver.Script = request => Task.FromResult<Reply?>(request.Path == "/result.php" ? new(503) : null);
        var campaign = await StartAsync(100);
        await _plum.AdvanceToAsync(Monday(8, 3));
        await DeleteAsync(campaign);
        await _plum.AdvanceToAsync(Monday(10));
        await _plum.RestartAsync();
        Assert.NotEmpty(_receiver.Results);

        _receiver.Script = _ => Task.FromResult<Reply?>(null);
        await _plum.AdvanceToAsync(Monday(16));

        AssertAllPosted();
    }

    [Fact]
    public async Task RetryThatIsOwed_IsGivenUp_AndItsCallPosted()
    {
        var campaign = await StartAsync(60, form => form with { MaxRetries = 1, RetryInterval = 3_600 });
        await _plum.AdvanceToAsync(Monday(8, 20));
        Assert.True((await _plum.CountsAsync(campaign)).Retrying > 0);

        await DeleteAsync(campaign);
        await _plum.AdvanceToAsync(Monday(10));

        AssertAllPosted();
        Assert.All(_gateway.Asked, asked => Assert.Equal(1, asked.Attempt));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Everything_IsRemoved_OnceTheResultsAreAcceptedOrGivenUp(bool accepts)
    {
        _receiver.Script =
            request => Task.FromResult<Reply?>(request.Path == "/result.php" && !accepts ? new(503) : null);
        var campaign = await StartAsync(100);
        await _plum.AdvanceToAsync(Monday(8, 3));
        await DeleteAsync(campaign);

        await _plum.AdvanceToAsync(accepts ? Monday(8, 30) : Monday(8).AddDays(2));

        var tables = _plum.Services.GetRequiredService<TableServiceClient>();
        var (calls, lists) = (tables.GetTableClient("calls"), tables.GetTableClient("lists"));
        Assert.Empty(
            await calls.QueryAsync<TableEntity>(row => row.PartitionKey == $"demo-{campaign:D10}").ToListAsync());
        Assert.DoesNotContain(
            await lists.QueryAsync<TableEntity>().ToListAsync(), row => row.GetInt32("Parts") is not null);
        Assert.DoesNotContain(
            await tables
                .GetTableClient("accounts")
                .QueryAsync<TableEntity>(row => row.PartitionKey == "demo")
                .ToListAsync(),
            row => row.RowKey.Contains($"campaign|{campaign:D10}", StringComparison.Ordinal));
    }

    private void AssertAllPosted()
    {
        var accepted = _receiver.Results.Select(result => int.Parse(result["call_id"])).Distinct().Order();
        Assert.NotEmpty(_gateway.Asked);
        Assert.Equal(_gateway.Asked.Select(asked => asked.CallId).Distinct().Order(), accepted);
        Assert.All(_receiver.Results, result => Assert.Contains(result["result"], (string[])["completed", "failed"]));
    }

    private async Task<int> StartAsync(int calls, Func<CampaignForm, CampaignForm>? change = null)
    {
        var campaign = await Example.CreateAsync(_plum, calls, form =>
        {
            form = form with { StartUrl = _receiver.StartUrl, ResultUrl = _receiver.ResultUrl };
            return change?.Invoke(form) ?? form;
        });
        await _plum.Client.StartCampaignAsync(campaign);
        return campaign;
    }

    private async Task<Customer> DeleteAsync(int campaign)
    {
        var demo = new Customer(_plum.Client, "demo");
        Assert.Equal(200, (await _plum.AnswerAsync(demo.DeleteAsync($"api/campaigns/{campaign}"))).Status);
        return demo;
    }

    private static DateTimeOffset Monday(int hour, int minute = 0) =>
        new(2022, 1, 3, hour, minute, 0, TimeSpan.FromHours(-5));
}
