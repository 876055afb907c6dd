using System.Globalization;
using System.Text;

namespace Plum.Standalone.Tables;

/// <summary>A transaction as the service wants it: HTTP requests inside a multipart body inside a multipart body.</summary>
internal sealed record BatchRequest(string ContentType, byte[] Body)
{
    public static BatchRequest Of(string endpoint, EntityRequest[] requests)
    {
        using var body = new MemoryStream();
        var (batch, changes) = ($"batch_{Guid.NewGuid()}", $"changeset_{Guid.NewGuid()}");
        Line(body, $"--{batch}\r\nContent-Type: multipart/mixed; boundary={changes}\r\n");
        for (var i = 0; i < requests.Length; i++)
        {
            Line(body, $"--{changes}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\nContent-ID: {i}\r\n");
            Write(body, endpoint, requests[i]);
        }

        Line(body, $"--{changes}--\r\n");
        Line(body, $"--{batch}--");
        return new($"multipart/mixed; boundary={batch}", body.ToArray());
    }

    private static void Write(MemoryStream to, string endpoint, EntityRequest request)
    {
        Line(to, $"{request.Method.Method} {endpoint}{request.Path} HTTP/1.1");
        Line(to, $"Accept: application/json;odata=minimalmetadata\r\nDataServiceVersion: 3.0");
        foreach (var (name, value) in request.Headers)
        {
            Line(to, $"{name}: {value}");
        }

        if (request.Body is { } body)
        {
            Line(to, $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n");
            to.Write(body);
        }

        Line(to, $"");
    }

    private static void Line(MemoryStream to, FormattableString line)
    {
        to.Write(Encoding.UTF8.GetBytes(line.ToString(CultureInfo.InvariantCulture)));
        to.Write("\r\n"u8);
    }
}
