namespace Plum.Functions.Tests.Support;

/// <summary>Posts to the outbound web services as their clients do, without a token.</summary>
internal static class WebServiceClient
{
    /// <summary>An urlencoded form.</summary>
    public static Task<ApiReply> PostAsync(
        this PlumServer plum, string path, params (string Name, string Value)[] fields) =>
        plum.SendAsync(
            path, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));

    public static async Task<ApiReply> SendAsync(
        this PlumServer plum,
        string path,
        HttpContent? content,
        HttpMethod? method = null,
        params (string Name, string Value)[] headers)
    {
        using var http = plum.NewClient();
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, path) { Content = content };
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
}
