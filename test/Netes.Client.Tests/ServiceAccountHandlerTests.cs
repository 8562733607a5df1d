using System.Net;
using Netes.Api;
using Netes.Api.AuthenticationV1;
using Netes.Api.CoreV1;
using Netes.Client.Identity;
using Netes.Testing;

namespace Netes.Client.Tests;

public class ServiceAccountHandlerTests
{
    private readonly FakeApi _api = new();
    private readonly FakeTime _time = new();
    private readonly List<string?> _seen = [];
    private bool _accountExists = true;
    private HttpStatusCode _answer = HttpStatusCode.OK;
    private int _issued;

    public ServiceAccountHandlerTests() => _api.Intercept = request =>
        !request.RequestUri!.AbsolutePath.EndsWith("/serviceaccounts/worker/token", StringComparison.Ordinal) ? null
        : !_accountExists && _api.Writes.Count == 0 ? FakeApi.Failure(404, "NotFound", "serviceaccounts \"worker\" not found")
        : new HttpResponseMessage(HttpStatusCode.Created) { Content = new ByteArrayContent(ApiJson.Serialize(NextToken())) };

    [Fact]
    public async Task SendAsync_Twice_AsksForOneToken()
    {
        using var client = Client();

        await GetAsync(client);
        await GetAsync(client);

        Assert.Equal(["token-1", "token-1"], _seen);
    }

    [Fact]
    public async Task SendAsync_AtFourFifthsOfItsLife_AsksForTheNextToken()
    {
        using var client = Client();
        await GetAsync(client);

        _time.Advance(TimeSpan.FromMinutes(47));
        await GetAsync(client);
        _time.Advance(TimeSpan.FromMinutes(2));
        await GetAsync(client);

        Assert.Equal(["token-1", "token-1", "token-2"], _seen);
    }

    [Fact]
    public async Task SendAsync_WithoutTheAccount_MakesIt()
    {
        _accountExists = false;
        using var client = Client();

        await GetAsync(client);

        Assert.Equal(["POST /api/v1/namespaces/kube-system/serviceaccounts"], _api.Writes);
        Assert.Equal(["token-1"], _seen);
    }

    [Fact]
    public async Task SendAsync_AfterUnauthorized_AsksForANewToken()
    {
        using var client = Client();
        _answer = HttpStatusCode.Unauthorized;
        await Assert.ThrowsAsync<KubeApiException>(() => GetAsync(client));

        _answer = HttpStatusCode.OK;
        await GetAsync(client);

        Assert.Equal(["token-1", "token-2"], _seen);
    }

    [Fact]
    public async Task SendAsync_WhoseTokenIsRefused_SaysWhy()
    {
        _api.Intercept = _ => FakeApi.Failure(403, "Forbidden", "not you");
        using var client = Client();

        var failure = await Assert.ThrowsAsync<KubeApiException>(() => GetAsync(client));

        Assert.True(failure.IsForbidden);
        Assert.Empty(_seen);
    }

    private KubeClient Client() =>
        new(new ServiceAccountHandler(_api.Client(), "kube-system", "worker", new Recorder(this), _time), new Uri("http://fake"));

    private static Task<bool> GetAsync(KubeClient client) => client.GetAsync("/version", static _ => true, CancellationToken.None);

    private TokenRequest NextToken() => new()
    {
        Status = new TokenRequestStatus { Token = $"token-{++_issued}", ExpirationTimestamp = _time.GetUtcNow().UtcDateTime.AddHours(1) },
    };

    private sealed class Recorder(ServiceAccountHandlerTests test) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            test._seen.Add(request.Headers.Authorization?.Parameter);
            return Task.FromResult(new HttpResponseMessage(test._answer) { Content = new StringContent("{}") });
        }
    }
}
