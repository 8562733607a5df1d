using Netes.Kubelet.Images;

namespace Netes.Kubelet.Tests.Images;

public sealed class ImageReferenceTests
{
    private const string Digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Theory]
    [InlineData("nginx", "docker.io/library/nginx:latest")]
    [InlineData("nginx:1.14.2", "docker.io/library/nginx:1.14.2")]
    [InlineData("bitnami/nginx", "docker.io/bitnami/nginx:latest")]
    [InlineData("docker.io/nginx", "docker.io/library/nginx:latest")]
    [InlineData("index.docker.io/library/nginx:1", "docker.io/library/nginx:1")]
    [InlineData("localhost/a", "localhost/a:latest")]
    [InlineData("localhost:5000/a/b:c", "localhost:5000/a/b:c")]
    [InlineData("registry.k8s.io/e2e-test-images/agnhost:2.53", "registry.k8s.io/e2e-test-images/agnhost:2.53")]
    [InlineData("nginx@" + Digest, "docker.io/library/nginx@" + Digest)]
    [InlineData("nginx:1@" + Digest, "docker.io/library/nginx:1@" + Digest)]
    public void Parse_ShortName_IsMadeWhole(string text, string expected) =>
        Assert.Equal(expected, ImageReference.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("nginx:")]
    [InlineData("nginx:.bad")]
    [InlineData("/nginx")]
    [InlineData("nginx@sha256:short")]
    [InlineData("a//b")]
    [InlineData("bad-.host/a")]
    public void Parse_NotAName_IsAnError(string text) =>
        Assert.Contains("invalid reference format", Assert.Throws<FormatException>(() => ImageReference.Parse(text)).Message);

    [Fact]
    public void TryParse_UpperCaseRepository_SaysSo()
    {
        Assert.False(ImageReference.TryParse("docker.io/Nginx", out _, out var error));
        Assert.Equal("invalid reference format: repository name (Nginx) must be lowercase", error);
    }
}
