using System.Text;
using Plum.Functions.Shared.Input;
using Xunit;

namespace Plum.Functions.Tests.Shared.Input;

public sealed class BadBodyTests(InputServer server) : IClassFixture<InputServer>
{
    private const string Form = "application/x-www-form-urlencoded";
    private const string NoBoundary = "No line of the multipart body is its boundary, '--x', as Content-Type has it.";

    [Theory]
    [InlineData("application/json", "{\"a\":", 400, "The body is not valid JSON (line 1, byte 6).")]
    [InlineData("application/json", "{\"a\":1}\n]", 400, "The body is not valid JSON (line 2, byte 1).")]
    [InlineData("application/json", "[1]", 400, "The JSON body must be an object.")]
    [InlineData("application/json", "a=1", 400, "The body is not valid JSON (line 1, byte 1).")]
    [InlineData(Form, "a=1%", 400, "The body has a '%' without two hexadecimal digits after it in the field 'a'.")]
    [InlineData(Form, "a=%zz", 400, "The body has a '%' without two hexadecimal digits after it in the field 'a'.")]
    [InlineData(Form, "a=%FF", 400, "The body is not valid UTF-8 in the field 'a'.")]
    [InlineData(Form, "a[1][2][3][4][5][6][7][8][9]=x", 400, "The field 'a' is nested more than 8 levels deep.")]
    [InlineData(
        "application/xml",
        "<a>1</a>",
        415,
        "The body is of the type 'application/xml'; send a multipart or urlencoded form or a JSON object.")]
    [InlineData(
        "text/plain",
        "hello",
        415,
        "The body is of the type 'text/plain'; send a multipart or urlencoded form or a JSON object.")]
    [InlineData(
        null,
        "\u0001\u0002",
        415,
        "The body is of the type 'unknown'; send a multipart or urlencoded form or a JSON object.")]
    [InlineData(
        "multipart/form-data",
        "a=1",
        400,
        "The multipart body has no boundary, neither in Content-Type nor in its first line.")]
    [InlineData("multipart/form-data; boundary=x", "a=1", 400, NoBoundary)]
    [InlineData(
        "multipart/form-data; boundary=x",
        "--y\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--y--\r\n",
        400,
        NoBoundary)]
    [InlineData(
        "multipart/form-data; boundary=x",
        "--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1",
        400,
        "The field 'a' breaks off: the body ends, and the boundary '--x' does not follow it.")]
    [InlineData(
        "multipart/form-data; boundary=x",
        "--x\r\nContent-Disposition: form-data; name=a\r\n",
        400,
        "The field 'a' breaks off: the body ends, and the boundary '--x' does not follow it.")]
    [InlineData(
        "multipart/form-data; boundary=x",
        "--x\r\nContent-Disposition: form-data; name=phone_numbers\r\n\r\n617\r\n",
        400,
        "The field 'phone_numbers' breaks off: the body ends, and the boundary '--x' does not follow it.")]
    [InlineData(
        "multipart/form-data; boundary=x",
        "--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--xy\r\n",
        400,
        "A line of the multipart body begins with its boundary, '--x', and goes on.")]
    [InlineData(
        "multipart/form-data; boundary=x",
        "--x\r\nContent-Disposition: form-data; name=a; filename=f\r\n\r\n1",
        400,
        "The field 'a' breaks off: the body ends, and the boundary '--x' does not follow it.")]
    [InlineData(
        "multipart/form-data; boundary=x",
        "--x\r\nContent-Type: text/plain\r\n\r\n1\r\n--x--",
        400,
        "Part 1 of the multipart body has no Content-Disposition.")]
    [InlineData(
        "multipart/form-data; boundary=x",
        "--x\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n1\r\n--x--",
        400,
        "Part 1 of the multipart body has no name in its Content-Disposition.")]
    public async Task MalformedBodies_AreRefusedInWords(string? type, string body, int status, string message) =>
        Refused(await server.PostAsync(type, body), status, message);

    [Fact]
    public async Task EndlessHeaders_AreRefused()
    {
        Refused(
            await server.PostAsync(
                "multipart/form-data; boundary=x", $"--x\r\nContent-Disposition: {new string('a', 40_000)}"),
            400,
            "Part 1 of the multipart body has more than 16,384 bytes of headers.");
        Refused(
            await server.PostAsync(
                "multipart/form-data; boundary=x", "--x\r\n" + string.Concat(Enumerable.Repeat("A: b\r\n", 10_000))),
            400,
            "Part 1 of the multipart body has more than 16,384 bytes of headers.");
    }

    [Fact]
    public async Task InvalidUtf8_IsRefused_InAPart() =>
        Refused(
            await server.SendAsync(InputServer.Request(
                null, [.. "--x\r\nContent-Disposition: form-data; name=a\r\n\r\n"u8, 0xFF, .. "\r\n--x--\r\n"u8])),
            400,
            "The field 'a' is not valid UTF-8.");

    [Theory]
    [InlineData("application/json", "{\"a\":\"")]
    [InlineData(Form, "a=1")]
    [InlineData(
        "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=a; filename=f\r\n\r\n1")]
    public async Task BodiesThatBreakOff_AreRefused(string type, string body) =>
        Refused(await server.SendAsync(InputServer.Request(
            type, Encoding.UTF8.GetBytes(body), length: 10_000), breaksOff: true), 400, "The body broke off.");

    [Fact]
    public async Task LongValues_AreRefusedByName()
    {
        var limits = new InputLimits(MaxValueBytes: 100, MaxListBytes: 1_000);

        Refused(
            await server.PostAsync(Form, "a=" + new string('x', 101), limits),
            413,
            "The body has more than 100 bytes in the field 'a'.");
        Refused(
            await server.PostAsync(null, RequestFieldsTests.Multipart(
                ("form-data; name=\"a\"", new('x', 101))), limits), 413, "The field 'a' has more than 100 bytes.");
        Refused(
            await server.PostAsync(
                null,
                RequestFieldsTests.Multipart(("form-data; name=\"phone_list\"", new('x', 1_001))),
                limits,
                takesFiles: false),
            413,
            "The field 'phone_list' has more than 1,000 bytes.");
        Assert.Equal(900, (await server.PostAsync(Form, "phone_numbers=" + new string('1', 900), limits)).Fields![
            "phone_numbers"]!.Length);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData(Form)]
    public async Task BodiesThatMustBeKept_AreBounded(string type) =>
        Refused(
            await server.PostAsync(
                type, "{\"a\":\"" + new string('x', 20_000) + "\"}", new InputLimits(MaxListBytes: 10_000)),
            413,
            "The body has more than 10,000 bytes; send a long list as a file in a multipart form.");

    [Fact]
    public async Task WholeBodies_AreBounded_DeclaredOrChunked()
    {
        var limits = new InputLimits(MaxBodyBytes: 50_000);
        var body = RequestFieldsTests.Multipart(("form-data; name=\"f\"; filename=\"f\"", new('x', 60_000)));
        var chunked =
            "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: "
                + $"chunked\r\n\r\n{body.Length:x}\r\n{body}\r\n0\r\n\r\n";

        Refused(await server.PostAsync(null, body, limits), 413, "The body has more than 50,000 bytes.");
        Refused(
            await server.SendAsync(Encoding.UTF8.GetBytes(chunked), limits),
            413,
            "The body has more than 50,000 bytes.");
    }

    [Fact]
    public async Task Fields_AreCounted() =>
        Refused(
            await server.PostAsync(Form, string.Concat(Enumerable.Repeat("a=1&", 1_001))),
            400,
            "The request has more than 1,000 fields.");

    [Fact]
    public async Task CompressedBodies_AreRefused() =>
        Refused(
            await server.SendAsync(
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nxx"u8.ToArray()),
            415,
            "The body is encoded as 'gzip'; send it as it is.");

    private static void Refused(Received received, int status, string message) =>
        Assert.Equal((status, message), (received.Refusal?.Status ?? 200, received.Refusal?.Message ?? "not refused"));
}
