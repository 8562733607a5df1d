namespace Netes.Kubelet.Images;

/// <summary>A container's waiting reasons that images bring about.</summary>
internal static class ImagePullReasons
{
    public const string ErrImagePull = "ErrImagePull";
    public const string ErrImageNeverPull = "ErrImageNeverPull";
    public const string InvalidImageName = "InvalidImageName";
    public const string ImageInspectError = "ImageInspectError";
    public const string RegistryUnavailable = "RegistryUnavailable";
    public const string SignatureValidationFailed = "SignatureValidationFailed";
}

/// <summary>Something to tell the user in an Event.</summary>
internal delegate void ImageEventSink(bool isWarning, string reason, string message);
