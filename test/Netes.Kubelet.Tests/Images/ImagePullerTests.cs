using Grpc.Core;
using Netes.Kubelet.Cri;
using Netes.Kubelet.Cri.V1;
using Netes.Kubelet.Images;
using Netes.Kubelet.Pods.Running;

namespace Netes.Kubelet.Tests.Images;

public sealed class ImagePullerTests
{
    private readonly FakeImages images = new();
    private readonly List<string> events = [];

    [Fact]
    public async Task Ensure_PresentAndIfNotPresent_PullsNothing()
    {
        images.Present.Add("docker.io/library/nginx:1");
        Assert.Equal("sha256:docker.io/library/nginx:1", await EnsureAsync("nginx:1", "IfNotPresent"));
        Assert.Equal(["Normal Pulled Container image \"nginx:1\" already present on machine and can be accessed by the pod"], events);
        Assert.Equal(0, images.Pulls);
    }

    [Fact]
    public async Task Ensure_PresentAndAlways_Pulls()
    {
        images.Present.Add("docker.io/library/nginx:1");
        await EnsureAsync("nginx:1", "Always");
        Assert.Equal(1, images.Pulls);
        Assert.Equal("Normal Pulling Pulling image \"nginx:1\"", events[0]);
        Assert.StartsWith("Normal Pulled Successfully pulled image \"nginx:1\" in ", events[1]);
        Assert.EndsWith("including waiting). Image size: 7 bytes.", events[1]);
    }

    [Fact]
    public async Task Ensure_AbsentAndNever_IsRefused()
    {
        var e = await Assert.ThrowsAsync<ImageException>(() => EnsureAsync("nginx:1", "Never"));
        Assert.Equal(("ErrImageNeverPull", "Container image \"nginx:1\" is not present with pull policy of Never"), (e.Reason, e.Message));
    }

    [Fact]
    public async Task Ensure_NoImageName_SaysWhy()
    {
        var e = await Assert.ThrowsAsync<ImageException>(() => EnsureAsync("Nginx", "Always"));
        Assert.Equal("InvalidImageName", e.Reason);
        Assert.Equal(
            "Failed to apply default image tag \"Nginx\": couldn't parse image name \"Nginx\": invalid reference format: repository name (Nginx) must be lowercase",
            e.Message);
    }

    [Fact]
    public async Task Ensure_PullFails_TellsTheRuntimesWords()
    {
        images.Failure = new CriException(StatusCode.Unknown, "no route");
        var e = await Assert.ThrowsAsync<ImageException>(() => EnsureAsync("nginx:1", "IfNotPresent"));
        Assert.Equal(("ErrImagePull", "rpc error: code = Unknown desc = no route"), (e.Reason, e.Message));
        Assert.Equal(
            ["Warning Failed Failed to pull image \"nginx:1\": rpc error: code = Unknown desc = no route", "Warning Failed Error: ErrImagePull"],
            events[1..]);
        images.Failure = new CriException(StatusCode.Unknown, "RegistryUnavailable: it is down");
        Assert.Equal("RegistryUnavailable", (await Assert.ThrowsAsync<ImageException>(() => EnsureAsync("nginx:1", "Always"))).Reason);
    }

    [Fact]
    public async Task Ensure_SeveralCredentials_TriesEachInTurn()
    {
        images.Accepts = "second";
        await Puller.EnsureAsync(
            "nginx:1", "Always", [new AuthConfig { Username = "first" }, new AuthConfig { Username = "second" }], null,
            (_, _, _) => { }, CancellationToken.None);
        Assert.Equal(2, images.Pulls);
    }

    [Fact]
    public async Task Ensure_ForTwoContainersAtOnce_PullsOnce()
    {
        images.Gate = new TaskCompletionSource();
        var both = Task.WhenAll(EnsureAsync("nginx:1", "Always"), EnsureAsync("nginx:1", "Always"));
        images.Gate.SetResult();
        await both;
        Assert.Equal(1, images.Pulls);
    }

    [Theory]
    [InlineData("docker.io", "nginx", true)]
    [InlineData("https://index.docker.io/v1/", "nginx", true)]
    [InlineData("*.example.com", "a.example.com/x", true)]
    [InlineData("*.example.com", "a.b.example.com/x", false)]
    [InlineData("example.com:5000", "example.com/x", false)]
    [InlineData("example.com/team", "example.com/team/x", true)]
    [InlineData("example.com/team", "example.com/other/x", false)]
    public void Matches_APattern_ByHostPortAndPath(string pattern, string image, bool expected) =>
        Assert.Equal(expected, RegistryCredentials.Matches(pattern, ImageReference.Parse(image), out _));

    [Fact]
    public void For_APullSecret_GivesTheLongestMatchFirst()
    {
        var secret = new Netes.Api.CoreV1.Secret
        {
            Type = "kubernetes.io/dockerconfigjson",
            Data = new()
            {
                [".dockerconfigjson"] = """
                    {"auths":{"example.com":{"auth":"dXNlcjpwYXNz"},"example.com/team":{"username":"u","password":"p"},"other.com":{"auth":"eDp5"}}}
                    """u8.ToArray(),
            },
        };
        var found = RegistryCredentials.For("example.com/team/x:1", [secret]);
        Assert.Equal([("u", "p"), ("user", "pass")], found.Select(a => (a.Username, a.Password)));
        secret.Data[".dockerconfigjson"] = "nonsense"u8.ToArray();
        Assert.Empty(RegistryCredentials.For("example.com/team/x:1", [secret]));
    }

    private ImagePuller Puller => field ??= new ImagePuller(images, TimeProvider.System);

    private Task<string> EnsureAsync(string image, string policy) => Puller.EnsureAsync(
        image, policy, [], null,
        (warning, reason, message) => events.Add($"{(warning ? "Warning" : "Normal")} {reason} {message}"),
        CancellationToken.None);

    private sealed class FakeImages : IImageService
    {
        public HashSet<string> Present { get; } = [];

        /// <summary>The only user that may pull; null for everybody.</summary>
        public string? Accepts { get; set; }

        public CriException? Failure { get; set; }

        public TaskCompletionSource? Gate { get; set; }

        public int Pulls { get; private set; }

        public Task<IReadOnlyList<Image>> ListImagesAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public Task<Image?> ImageStatusAsync(string image, CancellationToken cancellation) =>
            Task.FromResult(Present.Contains(image) ? new Image { Id = "sha256:" + image, Size = 7 } : null);

        public async Task<string> PullImageAsync(
            string image, AuthConfig? auth, PodSandboxConfig? sandboxConfig, CancellationToken cancellation)
        {
            Pulls++;
            if (Gate is not null) await Gate.Task;
            if (Failure is not null) throw Failure;
            if (Accepts is not null && auth?.Username != Accepts) throw new CriException(StatusCode.Unknown, "denied");
            Present.Add(image);
            return image;
        }

        public Task RemoveImageAsync(string image, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<ImageFsInfoResponse> ImageFsInfoAsync(CancellationToken cancellation) => throw new NotSupportedException();
    }
}
