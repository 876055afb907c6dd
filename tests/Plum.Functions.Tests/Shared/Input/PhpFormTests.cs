using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Shared.Input;

/// <summary>Multipart bodies that few programs send, and PHP takes: read as PHP itself reads them.</summary>
public sealed class PhpFormTests(InputServer server) : IClassFixture<InputServer>
{
    private const string Type = "multipart/form-data; boundary=x";

    public static TheoryData<string, string> Bodies => new()
    {
        {
            "bare line feeds",
            "--x\nContent-Disposition: form-data; name=a\n\n1\n--x\nContent-Disposition: form-data; "
                + "name=\"b\"\n\n2\n3\n--x--\n"
        },
        {
            "bare line feeds, a file",
            "--x\nContent-Disposition: form-data; name=f; filename=f.csv\nContent-Type: "
                + "text/csv\n\n617\n618\n\n--x--\n"
        },
        {
            "a file of both",
            "--x\r\nContent-Disposition: form-data; name=f; filename=f.csv\r\n\r\n617\n618\r\n619\n--x--\r\n"
        },
        {
            "an unquoted name with blanks",
            "--x\r\nContent-Disposition: form-data; name=f; filename=my list.csv\r\n\r\n617\r\n--x--\r\n"
        },
        {
            "an unquoted path",
            "--x\r\nContent-Disposition: form-data; filename=C:\\My Lists\\list.csv; name=f\r\n\r\n617\r\n--x--\r\n"
        },
        {
            "a quote in a name",
            "--x\r\nContent-Disposition: form-data; name=f; filename=\"my \\\"best\\\" "
                + "list.csv\"\r\n\r\n617\r\n--x--\r\n"
        },
        {
            "no last boundary",
            "--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x\r\nContent-Disposition: form-data; "
                + "name=b\r\n\r\n2\r\n"
        },
        { "no last boundary, bare line feeds", "--x\nContent-Disposition: form-data; name=a\n\n1\n" },
        {
            "a last boundary without dashes",
            "--x\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\n617\r\n--x\r\n"
        },
        { "and without a line end", "--x\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\n617\r\n--x" },
        { "a folded header", "--x\r\nContent-Disposition: form-data;\r\n name=b\r\n\r\n2\r\n--x--\r\n" },
        {
            "words around it",
            "\r\nThis is a form.\r\n--x\r\nContent-Disposition: form-data; name=b\r\n\r\n2\r\n--x--\r\nThat was a "
                + "form."
        },
        {
            "empty values",
            "--x\r\nContent-Disposition: form-data; name=b\r\n\r\n\r\n--x\r\nContent-Disposition: form-data; "
                + "name=c\r\n\r\n\n--x--\r\n"
        },
        {
            "dashes in a value",
            "--x\r\nContent-Disposition: form-data; name=b\r\n\r\n1\r\n--\r\n-x\r\n --x\r\n--x--\r\n"
        },
        { "a value of carriage returns", "--x\r\nContent-Disposition: form-data; name=b\r\n\r\n\r\r\r\n--x--\r\n" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Body_IsReadAsPhpReadsIt(string what, string body)
    {
        await using var php = await PhpForms.StartAsync();

        var received = await server.PostAsync(Type, body);

        Assert.True(received.Refusal is null, $"{what}: {received.Refusal?.Message}");
        var ours = new
        {
            post = received.Fields!.Names.ToDictionary(name => name, name => received.Fields[name]),
            files = received.Files.ToDictionary(file => file.Field, file => file.Text),
        };
        Assert.Equal(await php.ReadAsync(Type, body), JsonSerializer.Serialize(ours));
    }

    /// <summary>PHP reports it as partial and gives no file to read.</summary>
    [Fact]
    public async Task File_WithoutAnyBoundaryBehindIt_IsRefused()
    {
        const string body =
            "--x\r\nContent-Disposition: form-data; name=f; filename=f.csv\r\n\r\n6175550123\r\n61755501";
        await using var php = await PhpForms.StartAsync();

        Assert.Equal("""{"post":{},"files":{"f":null}}""", await php.ReadAsync(Type, body));
        Assert.Equal(
            "The field 'f' breaks off: the body ends, and the boundary '--x' does not follow it.",
            (await server.PostAsync(Type, body)).Refusal?.Message);
    }

    [Fact]
    public async Task FileName_IsKeptWhole()
    {
        var received = await server.PostAsync(
            Type,
            "--x\nContent-Disposition: form-data; name=f; filename=my list.csv\nContent-Type: "
                + "text/csv\n\n617\n--x--\n");

        Assert.Equal([new("f", "my list.csv", "text/csv", "617", "")], received.Files);
    }

    [Fact]
    public async Task BareLineFeeds_AreToldByTheirBytes_WhenNobodyDeclaresTheBoundary()
    {
        var received =
            await server.PostAsync("application/json", "--x\nContent-Disposition: form-data; name=a\n\n1\n--x--\n");

        Assert.Equal("1", received.Fields?["a"]);
    }

    [Fact]
    public async Task LongContent_IsCutAtItsBoundaryAlone()
    {
        var random = new Random(1);
        string[] pieces = ["\r", "\n", "-", "--", "\n--", "\r\n--", "\r\n-", "x", "6175550123", new('1', 1_000)];
        for (var i = 0; i < 40; i++)
        {
            var text = string
                .Concat(Enumerable.Range(0, 400).Select(_ => pieces[random.Next(pieces.Length)]))
                .Replace("\n--x", "\n--y", StringComparison.Ordinal);
            var newline = i % 2 == 0 ? "\r\n" : "\n";
            var body =
                $"--x{newline}Content-Disposition: form-data; name=f; filename=f{newline}{newline}{text}\r\n--x--{newline}";

            Assert.Equal(text, Assert.Single((await server.PostAsync(Type, body)).Files).Text);
        }
    }

    /// <summary>PHP's own web server, which answers with what it read.</summary>
    private sealed class PhpForms(Process process, HttpClient http) : IAsyncDisposable
    {
        public static async Task<PhpForms> StartAsync()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var address = listener.LocalEndpoint.ToString()!;
            listener.Stop();
            var process = Tool.Php.Start(["-S", address, Tool.Script("form.php")]);
            var line = await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) ?? "";
            _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
            Assert.True(line.Contains("started", StringComparison.Ordinal), line);
            return new(process, new HttpClient { BaseAddress = new($"http://{address}") });
        }

        public async Task<string> ReadAsync(string type, string body)
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            using var reply = await http.PostAsync("/", content);
            return await reply.Content.ReadAsStringAsync();
        }

        public async ValueTask DisposeAsync()
        {
            http.Dispose();
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}
