using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Threading.Tasks;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary;
using Plum.Client;
using Plum.Client.Api.Profiles;
using Plum.Client.Api.Schedules;
using Plum.Client.Models;

/// <summary>
/// Makes, starts and reads a campaign with the client that was made of the document, and nothing else.
/// </summary>
public static class DriveCampaign
{
    public static async Task<int> StartAsync(HttpClient http, string startUrl, string resultUrl)
    {
        var api = ClientOf(http).Api;
        await api.Schedules.PostAsync(new()
        {
            Nickname = "3wkdays",
            Days = [SchedulesPostRequestBody_days.Mon, SchedulesPostRequestBody_days.Wed],
        });
        var pace = new ProfilesPostRequestBody { Period = 30, AmountPerPeriod = 100, TimeBetweenPeriods = 10 };
        pace.Nickname = "MorningPace";
        await api.Profiles.PostAsync(pace);
        var created = await api.Campaigns.PostAsync(new()
        {
            StartDate = new Date(2022, 1, 1),
            EndDate = new Date(2022, 1, 5),
            Schedule = "3wkdays",
            Profiles = [new() { Profile = "MorningPace", StartTime = "08:00", EndTime = "11:00" }],
            StartUrl = startUrl,
            ResultUrl = resultUrl,
            PhoneNumbers = ["tel:+12223334444; ani=7778889999, ann", "tel:+12223334445; ani=7778889999, bob"],
        });
        var id = created.Response.Id.Value;
        await api.Campaigns.AddCalls.PostAsync(new() { CampaignId = $"{id}", PhoneNumbers = ["+12223334446"] });
        await api.Campaigns.Start.PostAsync(new() { CampaignId = $"{id}" });
        return id;
    }

    /// <summary>The state of the campaign, and its calls with theirs.</summary>
    public static async Task<string> ReadAsync(HttpClient http, int id)
    {
        var campaign = ClientOf(http).Api.Campaigns[$"{id}"];
        var status = await campaign.GetAsync();
        var (accepted, pending) = (status.Counts.Accepted, status.Summary.Pending);
        var lines = new List<string> { $"{status.State}: {accepted} accepted, {pending} pending" };
        foreach (var call in await campaign.Calls.GetAsync())
        {
            lines.Add($"{call.PhoneNumber} {call.MessageReference} {call.Attempts}");
        }

        return string.Join('\n', lines);
    }

    /// <summary>What is wrong with a request arrives as what the document says it is.</summary>
    public static async Task<string> RefusedAsync(HttpClient http)
    {
        try
        {
            await ClientOf(http).Api.Campaigns.Start.PostAsync(new() { CampaignId = "99" });
            return "accepted";
        }
        catch (Error error)
        {
            return $"{error.ResponseStatusCode} {error.ErrorProp}";
        }
    }

    private static PlumClient ClientOf(HttpClient http) =>
        new(new HttpClientRequestAdapter(new AnonymousAuthenticationProvider(), httpClient: http)
        {
            BaseUrl = http.BaseAddress.ToString().TrimEnd('/'),
        });
}
