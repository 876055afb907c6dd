using System.Text;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.VoiceTrends;

/// <summary>Speaks to VoiceTrends as its clients do.</summary>
internal static class Trends
{
    /// <summary>February of the documents' samples, an address that lacks nothing.</summary>
    public const string Volume = "api/volume/20180201/20180208/day/ALL";

    public static Task<ApiReply> AuthenticateAsync(
        this PlumServer plum, string login, string password = "1234", string tool = "dev") =>
        plum.SendAsync(HttpMethod.Post, "api/auth", new FormUrlEncodedContent(
            [new("tool", tool), new("login", login), new("password", password)]));

    /// <summary>Temporary credentials, as <c>login:password</c>.</summary>
    public static async Task<string> LogInAsync(
        this PlumServer plum, string login, string password = "1234", string tool = "dev")
    {
        var reply = await plum.AuthenticateAsync(login, password, tool);
        Assert.True(reply.Status == 200, reply.ToString());
        return $"{reply.Json.GetProperty("login").GetString()}:{reply.Json.GetProperty("password").GetString()}";
    }

    public static Task<ApiReply> VolumeAsync(
        this PlumServer plum, string credentials, string path = Volume, params (string Name, string Value)[] headers) =>
        plum.SendAsync(HttpMethod.Get, path, null, [("Authorization", Basic(credentials)), .. headers]);

    public static string Basic(string credentials) =>
        $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))}";

    public static async Task<ApiReply> SendAsync(
        this PlumServer plum,
        HttpMethod method,
        string path,
        HttpContent? content = null,
        params (string Name, string Value)[] headers)
    {
        using var client = plum.NewClient();
        return await new Customer(client, "").SendAsync(method, path, content, headers);
    }

    /// <summary>Many requests at once, counted by status.</summary>
    public static async Task<IReadOnlyDictionary<int, int>> AtOnceAsync(int times, Func<int, Task<ApiReply>> send)
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, times).Select(number => Task.Run(() => send(number))));
        return replies.GroupBy(reply => reply.Status).ToDictionary(group => group.Key, group => group.Count());
    }

    public static (string? Limit, string? Remaining, string? Reset) RateLimit(this ApiReply reply) =>
        (reply.Header("X-RateLimit-Limit"), reply.Header("X-RateLimit-Remaining"), reply.Header("X-RateLimit-Reset"));

    public static string Error(this ApiReply reply) => reply.Json.GetProperty("error").GetString()!;
}
