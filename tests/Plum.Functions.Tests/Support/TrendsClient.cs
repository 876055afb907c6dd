using System.Net;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Plum.Functions.Tests.Support;

/// <summary>Asks for call volume with temporary credentials, as VoiceTrends documents it.</summary>
internal sealed class TrendsClient(HttpClient http) : IDisposable
{
    public static async Task<TrendsClient> SignInAsync(HttpClient plum, string login, string pin)
    {
        using var form = new FormUrlEncodedContent([new("tool", "dev"), new("login", login), new("password", pin)]);
        using var answer = await plum.PostAsync("api/auth", form);
        var given = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        var pair = $"{given.GetProperty("login").GetString()}:{given.GetProperty("password").GetString()}";
        var http = new HttpClient { BaseAddress = plum.BaseAddress };
        http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(pair)));
        return new(http);
    }

    /// <summary>
    /// Likewise by a service whose clock leaps whenever it is idle: a login that a leap has ended is asked for again.
    /// </summary>
    public static async Task<(long Calls, double AverageCallLength)> DayAsync(
        HttpClient plum, string login, string pin, string day)
    {
        while (true)
        {
            using var trends = await SignInAsync(plum, login, pin);
            try
            {
                return await trends.DayAsync(day);
            }
            catch (HttpRequestException e) when (e.StatusCode == HttpStatusCode.Unauthorized)
            {
            }
        }
    }

    /// <summary>The calls of one day, YYYYMMDD, and their average length in seconds.</summary>
    public async Task<(long Calls, double AverageCallLength)> DayAsync(string day)
    {
        var volume = JsonElement.Parse(await http.GetStringAsync($"api/volume/{day}/{day}/day/ALL"));
        double Only(string figure) => Assert.Single(volume.GetProperty(figure).EnumerateObject()).Value.GetDouble();
        return ((long)Only("calls"), Only("average_call_length"));
    }

    public void Dispose() => http.Dispose();
}
