using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Plum.Demo;
using Plum.Functions.Tests.Support;
using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Functions.Tests.EndToEnd;

/// <summary>
/// The service as it runs on Azure: no key anywhere, a managed identity opens the storage account, over TLS.
/// </summary>
public sealed class IdentityTests : IDisposable
{
    private const string Client = "0d1e2f30-0000-4000-8000-000000000001";

    private readonly string _folder = Directory.CreateTempSubdirectory("plum-identity-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Calls_ArePlaced_WhenAManagedIdentityOpensTheStorage()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux(), "Only on Linux may a variable name the certificates that a process trusts.");
        var (certificate, key) = WriteCertificate();
        await using var azurite =
            await AzuriteProcess.TryStartAsync("--oauth", "basic", "--cert", certificate, "--key", key);
        Assert.SkipWhen(azurite is null, "Azurite is not installed: install node, then npm ci --prefix tests");
        await using var platform = await IdentityEndpoint.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        var placed = new TaskCompletionSource();
        receiver.Script = request =>
        {
            if (request is { Path: "/start.php", IsCall: true })
            {
                placed.TrySetResult();
            }

            return Task.FromResult<Reply?>(null);
        };
        var environment = new Dictionary<string, string>
        {
            ["SSL_CERT_FILE"] = certificate,
            ["IDENTITY_ENDPOINT"] = platform.Address,
            ["IDENTITY_HEADER"] = IdentityEndpoint.Secret,
            ["AzureWebJobsStorage"] = "",
            ["AzureWebJobsStorage__tableServiceUri"] = azurite.Endpoint("Table").AbsoluteUri,
            ["AzureWebJobsStorage__queueServiceUri"] = azurite.Endpoint("Queue").AbsoluteUri,
            ["AzureWebJobsStorage__credential"] = "managedidentity",
            ["AzureWebJobsStorage__clientId"] = Client,
        };

        await using var plum = await PlumProcess.StartAsync(_folder, environment);
        // some are answered, by the seed
        var numbers = string.Join('\n', Enumerable.Range(0, 20).Select(i => $"161755500{i:D2}"));
        (await plum.Client.QueueCallsAsync(
            numbers, [("start_url", receiver.StartUrl), ("campaign_name", "identity")])).Queued();
        await placed.Task;

        Assert.Empty(Directory.EnumerateFiles(_folder, "plum.db", SearchOption.AllDirectories));
        Assert.NotEmpty(platform.Asked);
        Assert.All(platform.Asked, asked => Assert.Equal(("https://storage.azure.com", Client), asked));
    }

    /// <summary>For 127.0.0.1, signed by itself; two PEM files.</summary>
    private (string Certificate, string Key) WriteCertificate()
    {
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var made = request.CreateSelfSigned(
            TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(2));
        var (certificate, key) = (Path.Combine(_folder, "storage.pem"), Path.Combine(_folder, "storage.key"));
        File.WriteAllText(certificate, made.ExportCertificatePem());
        File.WriteAllText(key, rsa.ExportPkcs8PrivateKeyPem());
        return (certificate, key);
    }

    /// <summary>The address at which App Service gives an app its tokens.</summary>
    private sealed class IdentityEndpoint : IAsyncDisposable
    {
        public const string Secret = "only the app knows";

        private readonly WebApplication _web;

        private IdentityEndpoint(WebApplication web) => _web = web;

        public string Address => _web.Urls.Single() + "/msi/token";

        public ConcurrentBag<(string Resource, string Client)> Asked { get; } = [];

        public static async Task<IdentityEndpoint> StartAsync()
        {
            var builder = WebApplication.CreateEmptyBuilder(new());
            builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
            var web = builder.Build();
            var endpoint = new IdentityEndpoint(web);
            web.Run(endpoint.AnswerAsync);
            await web.StartAsync();
            return endpoint;
        }

        public ValueTask DisposeAsync() => _web.DisposeAsync();

        private Task AnswerAsync(HttpContext http)
        {
            if (http.Request.Headers["X-IDENTITY-HEADER"] != Secret)
            {
                http.Response.StatusCode = 401;
                return Task.CompletedTask;
            }

            var resource = http.Request.Query["resource"].ToString();
            Asked.Add((resource.TrimEnd('/'), http.Request.Query["client_id"].ToString()));
            var (now, until) = (TimeProvider.System.GetUtcNow().AddMinutes(-5).ToUnixTimeSeconds(), TimeProvider.System
                .GetUtcNow()
                .AddDays(1)
                .ToUnixTimeSeconds());
            var claims =
                $$"""{"aud":"https://storage.azure.com","iss":"https://sts.windows.net/tenant/","iat":{{now}},"nbf":{{now}},"exp":{{until}},"ver":"1.0"}""";
            http.Response.ContentType = "application/json";
            return http.Response.WriteAsync(
                $$"""{"access_token":"{{Part("""{"alg":"none","typ":"JWT"}""")}}.{{Part(claims)}}.x","expires_on":"{{until}}","resource":"{{resource}}","token_type":"Bearer"}""");
        }

        private static string Part(string json) =>
            Convert.ToBase64String(Encoding.UTF8.GetBytes(json)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }
}
