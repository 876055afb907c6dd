using Microsoft.Extensions.DependencyInjection;
using Plum.Demo;
using Plum.Functions.Calls.Results;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Calls.Results;

/// <summary>
/// Calls that are over, and whose results nobody wanted until now: a test can have them posted by a message of its own.
/// </summary>
internal static class Overdue
{
    /// <summary>The campaign's id. Its calls are at positions from 0 on.</summary>
    public static async Task<int> ResultsAsync(PlumServer plum, Receiver receiver, int calls)
    {
        var campaign = await Example.CreateAsync(plum, calls);
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceToAsync(new(2022, 1, 4, 12, 0, 0, TimeSpan.FromHours(-5)));
        using var edit =
            await plum.Client.PatchAsync($"api/campaigns/{campaign}?result_url={receiver.ResultUrl}", null);
        Assert.True(edit.IsSuccessStatusCode, await edit.Content.ReadAsStringAsync());
        return campaign;
    }

    public static PostResults Poster(PlumServer plum) => ActivatorUtilities.CreateInstance<PostResults>(plum.Services);
}
