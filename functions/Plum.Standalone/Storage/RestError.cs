using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Azure;

namespace Plum.Standalone.Storage;

/// <summary>Reads a service's refusal: the code is in a header, in JSON (tables) or in XML (queues).</summary>
internal static class RestError
{
    public static RequestFailedException Of(Response response)
    {
        var (code, message) = Read(response.Content.ToString());
        code = response.Headers.TryGetValue("x-ms-error-code", out var header) ? header : code;
        return new RequestFailedException(
            response.Status, message ?? $"The storage service answered {response.Status} {response.ReasonPhrase}.", code, null);
    }

    /// <summary>Both null when the body is of neither form, as behind a proxy.</summary>
    public static (string? Code, string? Message) Read(string body)
    {
        try
        {
            return body.TrimStart('\uFEFF', ' ') switch
            {
                ['{', ..] json => OfJson(json),
                ['<', ..] xml => OfXml(xml),
                _ => (null, null),
            };
        }
        catch (Exception unreadable) when (unreadable is JsonException or XmlException)
        {
            return (null, null);
        }
    }

    private static (string?, string?) OfJson(string body)
    {
        using var json = JsonDocument.Parse(body);
        if (!json.RootElement.TryGetProperty("odata.error", out var error))
        {
            return (null, null);
        }

        var message = error.TryGetProperty("message", out var texts) && texts.TryGetProperty("value", out var value) ? value.GetString() : null;
        return (error.TryGetProperty("code", out var code) ? code.GetString() : null, message);
    }

    private static (string?, string?) OfXml(string body)
    {
        var error = XDocument.Parse(body).Root;
        return (error?.Element("Code")?.Value, error?.Element("Message")?.Value);
    }
}
